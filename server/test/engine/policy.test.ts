import { describe, expect, it } from 'vitest';
import { retryDelay } from '../../src/engine/policy.ts';
import { NonRetryableError } from '../../src/errors.ts';
import { bench, ending, story } from './harness.ts';

const FLOW = (policy: string) => `
flow: Retrying
steps:
  - {task: Try, id: try, ${policy}}
outputs: [{name: n, value: '\${try.n}'}]`;

/** Fails `times` times with `error`, then answers how often it was called. */
function failing(times: number, error: () => Error = () => new Error('not yet')) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw error();
    return { n: calls };
  };
}

const HOSTILE = new Proxy(
  {},
  {
    get() {
      throw new Error('nobody looks at this');
    },
    getPrototypeOf() {
      throw new Error('nor at that');
    },
  },
);

describe('what a task throws', () => {
  it.each([
    ['an error without a message', Object.assign(new Error('x'), { message: undefined }), 'Error', ''],
    ['an error without a name', Object.assign(new Error('x'), { name: undefined }), 'Error', 'x'],
    ['an error whose message cannot be read', unreadable(), 'Error', 'What was thrown cannot be read'],
    ['what throws whatever one does with it', HOSTILE, 'Error', 'What was thrown cannot be read'],
    ['an object with nothing in it', Object.create(null), 'Error', '{}'],
    ['an object with a message', { code: 'E', message: 'no such bucket' }, 'Error', 'no such bucket'],
    ['an object that has none', { code: 'E', status: 503 }, 'Error', '{"code":"E","status":503}'],
    ['an object that says what it is', { toString: () => 'a quota' }, 'Error', 'a quota'],
    ['nothing', undefined, 'Error', 'undefined'],
  ])('fails its step and is tried again, with what it says: %s', async (_name, thrown, type, message) => {
    let calls = 0;
    const { run } = bench(FLOW('retry: {max_attempts: 2, delay: 1}'), {
      Try: async () => {
        calls += 1;
        throw thrown;
      },
    });
    const events = await run();
    expect(calls).toBe(2);
    expect(ending(events)).toMatchObject({ error: { type, message, step_id: 'try', attempts: 2 } });
    expect(story(events)).toContain('step_failed try');
  });
});

function unreadable(): Error {
  return Object.defineProperty(new Error('x'), 'message', {
    get() {
      throw new Error('not that');
    },
  });
}

describe('retry', () => {
  it('tries again, and tells readers when', async () => {
    const { run } = bench(FLOW('retry: {max_attempts: 3, delay: 1, backoff: exponential, jitter: none}'), {
      Try: failing(2),
    });
    const events = await run();
    expect(ending(events)).toEqual({ n: 3 });
    expect(story(events)).toEqual([
      'flow_started',
      'step_started try',
      'step_retrying try',
      'step_retrying try',
      'step_completed try',
      'flow_completed',
    ]);
    expect(events.slice(2, 4)).toMatchObject([
      { attempt: 1, delay_ms: 1000 },
      { attempt: 2, delay_ms: 2000 },
    ]);
  });

  it('never waits longer than a year, and always a number', () => {
    const base = { range: { start: 0, end: 0 }, maxAttempts: 9e9, backoff: 'exponential', multiplier: 10 } as const;
    const retry = { ...base, delay: 1, jitter: 0, doNotRetryOn: [] };
    expect(retryDelay(retry, 5000, 0.5)).toBe(31_536_000_000);
    expect(retryDelay({ ...retry, delay: 0 }, 5000, 0.5)).toBe(0);
  });

  it.each([
    ['fixed', [1000, 1000]],
    ['linear', [1000, 2000]],
    ['exponential', [1000, 2000]],
  ])('grows %s', async (backoff, delays) => {
    const { run } = bench(FLOW(`retry: {max_attempts: 3, backoff: ${backoff}, jitter: none}`), { Try: failing(9) });
    const waits = (await run()).flatMap((event) => (event.type === 'step_retrying' ? [event.delay_ms] : []));
    expect(waits).toEqual(delays);
  });

  it('gives up with the error of the task and the number of tries', async () => {
    const { run } = bench(FLOW('retry: 3'), { Try: failing(9) });
    expect(ending(await run())).toMatchObject({ error: { message: 'not yet', attempts: 3 } });
  });

  it('does not retry what the task says is final', async () => {
    const { run } = bench(FLOW('retry: 5'), { Try: failing(9, () => new NonRetryableError('card stolen')) });
    expect(ending(await run())).toMatchObject({ error: { type: 'NonRetryableError', attempts: 1 } });
  });

  it('does not retry an error of another copy of flowlang that says it is final', async () => {
    const stolen = Object.assign(new Error('card stolen'), { name: 'CardError', retryable: false });
    const { run } = bench(FLOW('retry: 5'), { Try: failing(9, () => stolen) });
    expect(ending(await run())).toMatchObject({ error: { type: 'CardError', attempts: 1 } });
  });

  it('retries only the types it names', async () => {
    const policy = 'retry: {max_attempts: 3, retry_on: [RangeError]}';
    const one = await bench(FLOW(policy), { Try: failing(9, () => new TypeError('no')) }).run();
    const other = await bench(FLOW(policy), { Try: failing(9, () => new RangeError('no')) }).run();
    expect(ending(one)).toMatchObject({ error: { attempts: 1 } });
    expect(ending(other)).toMatchObject({ error: { attempts: 3 } });
  });

  it('keeps one idempotency key for all tries of a step', async () => {
    const keys: string[] = [];
    let calls = 0;
    const { run } = bench(FLOW('retry: 3'), {
      Try: async (_inputs, context) => {
        keys.push(context.idempotency_key);
        if (++calls < 3) throw new Error('no');
        return { n: context.attempt };
      },
    });
    expect(ending(await run())).toEqual({ n: 3 });
    expect(new Set(keys)).toEqual(new Set(['e1:steps[0]']));
  });
});

describe('timeout', () => {
  it('fails the step though the task does not listen, and drops its late result', async () => {
    let signal: AbortSignal | undefined;
    const { run, clock } = bench(FLOW('timeout: 2'), {
      Try: (_inputs, context) => {
        signal = context.signal;
        return new Promise((resolve) => clock.after(10_000, () => resolve({ n: 1 })));
      },
    });
    const events = await run();
    expect(ending(events)).toMatchObject({ error: { type: 'TimeoutError', step_id: 'try' } });
    expect(signal?.aborted).toBe(true);
  });

  it('bounds one try, and is retried', async () => {
    let calls = 0;
    const { run } = bench(FLOW('timeout: 1, retry: 2'), {
      Try: () => (++calls === 1 ? new Promise(() => {}) : Promise.resolve({ n: calls })),
    });
    expect(ending(await run())).toEqual({ n: 2 });
  });

  it('bounds a whole parallel', async () => {
    const { run } = bench(
      'flow: F\nsteps:\n  - {id: both, timeout: 1, parallel: [{task: Never, id: a}, {task: Never, id: b}]}',
      {
        Never: (_inputs, { signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      },
    );
    const events = await run();
    expect(ending(events)).toMatchObject({ error: { type: 'TimeoutError', step_id: 'both' } });
    expect(story(events)).toEqual(expect.arrayContaining(['step_cancelled a', 'step_cancelled b', 'step_failed both']));
  });
});

describe('on_error', () => {
  const flow = `
flow: Handled
steps:
  - task: Try
    id: try
    on_error:
      - {task: Note, id: note, inputs: {said: '\${error.message}', who: '\${try.error.step_id}', last: '\${context.last_error.type}'}}
outputs:
  - {name: note, value: '\${note}'}
  - {name: failed, value: '\${try.error != null}'}`;

  it('lets the flow go on, and knows the error', async () => {
    const { run } = bench(flow, { Try: failing(9), Note: (inputs) => inputs });
    const events = await run();
    expect(ending(events)).toEqual({ note: { said: 'not yet', who: 'try', last: 'Error' }, failed: true });
    expect(events.find((event) => event.type === 'step_failed')).toMatchObject({ handled: true });
  });

  it('lets a flow answer with a step that failed, though its task promises more', async () => {
    const signature = {
      implemented: true,
      output: { type: 'object', properties: { v: {} }, required: ['v'] },
    } as const;
    const { run } = bench(
      `
flow: F
steps:
  - {task: Try, id: try, on_error: []}
  - {id: both, parallel: [{task: Try, id: inner}], on_error: []}
  - {id: each, for_each: [1], do: [{task: Try, id: body, on_error: []}]}
outputs: [try, both, each]`,
      { Try: failing(9) },
      new Map([['Try', signature]]),
    );
    const failed = { error: expect.objectContaining({ message: 'not yet' }) };
    expect(ending(await run())).toEqual({
      try: failed,
      both: failed,
      each: { results: [{ body: failed }], count: 1, errors: [] },
    });
  });

  it('replaces the error when the handler fails itself', async () => {
    const { run } = bench(flow, {
      Try: failing(9),
      Note: () => {
        throw new Error('the note failed');
      },
    });
    expect(ending(await run())).toMatchObject({ error: { message: 'the note failed', step_id: 'note' } });
  });

  it('handles an expression that cannot be evaluated', async () => {
    const { run } = bench(
      `
flow: F
inputs: [{name: score, type: integer, nullable: true}]
steps:
  - {task: Note, id: a, inputs: {n: '\${inputs.score + 1}'}, on_error: [{exit: {reason: '\${error.type}'}}]}`,
      { Note: (inputs) => inputs },
    );
    expect(ending(await run({ score: null }))).toMatchObject({ exit: 'ExpressionError' });
  });
});
