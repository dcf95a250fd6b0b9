import { describe, expect, it } from 'vitest';
import { bench, ending, story } from './harness.ts';

const echo = (inputs: unknown) => inputs;

describe('silent', () => {
  it('keeps the events of a step and of those inside of it to itself', async () => {
    const { run } = bench(
      `
flow: F
steps:
  - parallel:
      - {task: Echo, id: a}
      - {task: Echo, id: b, silent: false}
    silent: true
  - {task: Echo, id: c}`,
      { Echo: echo },
    );
    const events = await run();
    expect(story(events)).toEqual([
      'flow_started',
      'step_started b',
      'step_completed b',
      'step_started c',
      'step_completed c',
      'flow_completed',
    ]);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('of a flow is overridden by a step, and the flow still begins and ends', async () => {
    const { run } = bench('flow: F\nsilent: true\nsteps: [{task: Echo, id: a}, {task: Echo, id: b, silent: false}]', {
      Echo: echo,
    });
    expect(story(await run())).toEqual(['flow_started', 'step_started b', 'step_completed b', 'flow_completed']);
  });

  it('says nothing of a failure either, but the flow does', async () => {
    const { run } = bench('flow: F\nsilent: true\nsteps: [{task: Nowhere, id: a}]');
    const events = await run();
    expect(story(events)).toEqual(['flow_started', 'flow_failed']);
    expect(ending(events)).toMatchObject({ error: { type: 'TaskNotFoundError', step_id: 'a' } });
  });
});

describe('events: status', () => {
  it('shows no inputs and outputs of steps', async () => {
    const { run } = bench(
      'flow: F\nevents: status\ninputs: [{name: n, type: integer}]\nsteps: [{task: Echo, id: a, inputs: {n: "${inputs.n}"}}]\noutputs: [a]',
      { Echo: echo },
    );
    const events = await run({ n: 1 });
    expect(events[0]).toMatchObject({ inputs: { n: 1 } });
    expect(events[1]).toMatchObject({ type: 'step_started', step_id: 'a', attempt: 1 });
    expect(events[1]).not.toHaveProperty('inputs');
    expect(events[2]).toMatchObject({ type: 'step_completed', status: 'completed' });
    expect(events[2]).not.toHaveProperty('outputs');
    expect(ending(events)).toEqual({ a: { n: 1 } });
  });
});

describe('a sensitive input', () => {
  const FLOW = `
flow: F
inputs:
  - {name: card, type: string, sensitive: true}
  - {name: pin, type: integer, sensitive: true}
  - {name: who, type: object, properties: {name: {type: string}, key: {type: string, sensitive: true}}}
steps:
  - task: Pay
    id: pay
    inputs: {card: '\${inputs.card}', text: 'card \${inputs.card}, pin \${inputs.pin}', key: '\${inputs.who.key}'}
outputs: [{name: receipt, value: '\${pay.receipt}'}, {name: who, value: '\${inputs.who}'}]`;
  const inputs = { card: '4242 4242', pin: 7, who: { name: 'Ada', key: 'abc' } };

  it('reaches the task, and is hidden in every event and in the result', async () => {
    const seen: unknown[] = [];
    const { run } = bench(FLOW, {
      Pay: (given) => {
        seen.push(given);
        return { receipt: `for 4242 4242`, pin: 7 };
      },
    });
    const events = await run(inputs);
    expect(seen).toEqual([{ card: '4242 4242', text: 'card 4242 4242, pin 7', key: 'abc' }]);
    expect(events[0]).toMatchObject({ inputs: { card: '***', pin: '***', who: { name: 'Ada', key: '***' } } });
    expect(events[1]).toMatchObject({ inputs: { card: '***', text: 'card ***, pin 7', key: '***' } });
    expect(events[2]).toMatchObject({ outputs: { receipt: 'for ***', pin: '***' } });
    expect(ending(events)).toEqual({ receipt: 'for ***', who: { name: 'Ada', key: '***' } });
    expect(JSON.stringify(events)).not.toContain('4242');
  });

  it('is hidden in errors, in progress, and in what a task logs', async () => {
    const lines: unknown[] = [];
    const { run, engine } = bench(FLOW, {
      Pay: (given, { progress, logger }) => {
        progress(0.5, `charging ${given['card']}`);
        logger.info({ card: given['card'] }, `card ${given['card']}`);
        throw new Error(`${given['card']} was refused`);
      },
    });
    Object.assign(engine['world'].logger, { info: (...line: unknown[]) => lines.push(line) });
    const events = await run(inputs);
    expect(events[2]).toMatchObject({ type: 'step_progress', message: 'charging ***' });
    expect(ending(events)).toMatchObject({ error: { message: '*** was refused' } });
    expect(lines).toEqual([[expect.objectContaining({ card: '***', execution_id: 'e1' }), 'card ***']]);
  });

  it('is hidden as the name of a property, but for names that the contract says', async () => {
    const { plan, run } = bench(
      `
flow: F
inputs: [{name: key, type: string, sensitive: true}]
steps: [{task: Map, id: m, inputs: {key: '\${inputs.key}'}}]
outputs: [{name: total, value: '\${m}'}]`,
      { Map: ({ key }) => ({ [String(key)]: 1, [`x-${key}`]: 2 }) },
    );
    expect([...plan.names()]).toEqual(expect.arrayContaining(['key', 'total']));
    const events = await run({ key: 'abcd1234' });
    expect(ending(events)).toEqual({ total: { '***': 1, 'x-***': 2 } });
    expect(JSON.stringify(events)).not.toContain('abcd1234');
    expect(ending(await run({ key: 'total' }))).toEqual({ total: { total: 1, 'x-***': 2 } });
  });

  it('is hidden where an author makes the type of an error, or the id of a step, of it', async () => {
    const { run } = bench(`
flow: F
inputs: [{name: key, type: string, sensitive: true}]
steps:
  - {for_each: [1], do: [{task: Nowhere, id: 'use_\${inputs.key}', on_error: []}]}
  - {fail: {message: no, type: 'No_\${inputs.key}'}}`);
    const events = await run({ key: 'abcd1234' });
    expect(ending(events)).toMatchObject({ error: { type: 'No_***' } });
    expect(JSON.stringify(events)).not.toContain('abcd1234');
  });

  it('is hidden in the results of a loop that makes an id of it, and in the name of an event', async () => {
    const { start, clock, journal } = bench(
      `
flow: F
inputs: [{name: key, type: string, sensitive: true}]
steps:
  - for_each: [1]
    id: all
    do: [{task: Echo, id: 'use_\${inputs.key}', inputs: {n: 1}}]
  - {wait_for: 'go_\${inputs.key}', timeout: 1}`,
      { Echo: echo },
    );
    const { executionId } = await start({ key: 'abcd1234' }, { key: { key: 'k', fingerprint: 'f' } });
    await clock.advance(0);
    const events = await journal.read(executionId, 0, 20);
    expect(events.at(-1)).toMatchObject({ type: 'step_waiting', event: 'go_***' });
    expect(events[4]).toMatchObject({ outputs: { results: [{ 'use_***': { n: 1 } }] } });
    expect(JSON.stringify(events)).not.toContain('abcd1234');
  });

  it.each([
    [
      'an item at a place',
      '{type: array, prefixItems: [{type: string}, {type: string, writeOnly: true}]}',
      ['a', 'abcd1234'],
    ],
    [
      'a property by its pattern',
      '{type: object, patternProperties: {"^k": {writeOnly: true}}}',
      { k1: 'abcd1234', n: 1 },
    ],
    [
      'a property under a condition',
      '{type: object, if: {required: [n]}, then: {properties: {k: {writeOnly: true}}}}',
      { k: 'abcd1234', n: 1 },
    ],
    [
      'a property that no other part looks at',
      '{type: object, properties: {n: {type: integer}}, unevaluatedProperties: {writeOnly: true}}',
      { k: 'abcd1234', n: 1 },
    ],
    [
      'an item that no other part looks at',
      '{type: array, prefixItems: [{type: string}], unevaluatedItems: {writeOnly: true}}',
      ['a', 'abcd1234'],
    ],
    [
      'a property beside another',
      '{type: object, dependentSchemas: {n: {properties: {k: {writeOnly: true}}}}}',
      { k: 'abcd1234', n: 1 },
    ],
  ])('may be %s of a whole schema', async (_what, schema, value) => {
    const { run } = bench(`
flow: F
inputs: [{name: v, schema: ${schema}}]
steps: []
outputs: [{name: v, value: '\${inputs.v}'}]`);
    const events = await run({ v: value });
    expect(ending(events)).toMatchObject({ v: JSON.parse(JSON.stringify(value).replace('abcd1234', '***')) });
    expect(JSON.stringify(events)).not.toContain('abcd1234');
  });

  it('is hidden as it stands in a text of JSON, too', async () => {
    const card = 'a "quoted" one\nof two lines';
    const { run } = bench(FLOW, { Pay: () => ({ receipt: JSON.stringify({ paid_with: card }) }) });
    expect(ending(await run({ ...inputs, card }))).toMatchObject({ receipt: '{"paid_with":"***"}' });
  });

  it('of one execution is not hidden in another', async () => {
    const { run } = bench(FLOW, { Pay: () => ({ receipt: '4242 4242' }) });
    await run(inputs);
    const events = await run({ ...inputs, card: '1111 1111' });
    expect(ending(events)).toMatchObject({ receipt: '4242 4242' });
  });
});

describe('an id with ${…}', () => {
  it('is the one of its iteration, in events and in the results of the loop', async () => {
    const { run } = bench(
      `
flow: F
steps:
  - for_each: [{sku: x1}, {sku: x2}]
    id: reserved
    do: [{task: Echo, id: 'reserve_\${item.sku}', inputs: {sku: '\${item.sku}'}}]
outputs: [{name: results, value: '\${reserved.results}'}]`,
      { Echo: echo },
    );
    const events = await run();
    expect(story(events).slice(2, 4)).toEqual([
      'step_started reserve_x1 steps[0].item[0].do[0]',
      'step_completed reserve_x1 steps[0].item[0].do[0]',
    ]);
    expect(ending(events)).toEqual({ results: [{ reserve_x1: { sku: 'x1' } }, { reserve_x2: { sku: 'x2' } }] });
  });
});

describe('depends_on in a parallel', () => {
  it('lets a branch start when the other is done, and see its results', async () => {
    const { run } = bench(
      `
flow: F
steps:
  - parallel:
      - [{task: Echo, id: last, depends_on: [second], inputs: {n: '\${second.n + 1}'}}]
      - {task: Echo, id: second, depends_on: first, inputs: {n: '\${first.n + 1}'}}
      - [{wait: 1}, {task: Echo, id: first, inputs: {n: 1}}]
    max_concurrency: 1
outputs: [{name: n, value: '\${last.n}'}]`,
      { Echo: echo },
    );
    const events = await run();
    expect(ending(events)).toEqual({ n: 3 });
    expect(story(events).filter((line) => line.startsWith('step_completed'))).toEqual([
      'step_completed wait',
      'step_completed first',
      'step_completed second',
      'step_completed last',
      'step_completed parallel',
    ]);
  });

  it('counts a skipped step as done', async () => {
    const { run } = bench(
      `
flow: F
inputs: [{name: go, type: boolean}]
steps:
  - parallel:
      - {task: Echo, id: b, depends_on: a, inputs: {a: '\${a}'}}
      - {task: Echo, id: a, if: inputs.go}`,
      { Echo: echo },
    );
    expect(story(await run({ go: false }))).toEqual([
      'flow_started',
      'step_started parallel',
      'step_skipped a',
      'step_started b',
      'step_completed b',
      'step_completed parallel',
      'flow_completed',
    ]);
  });

  it('starts no branch behind one that failed', async () => {
    const { run } = bench(
      `
flow: F
steps:
  - parallel:
      - {task: Echo, id: b, depends_on: a}
      - {task: Nowhere, id: a}`,
      { Echo: echo },
    );
    expect(story(await run())).not.toContain('step_started b');
  });

  it.each([
    ['a file of a key', `-----BEGIN KEY-----\n${`${'k'.repeat(84)}\n`.repeat(1500)}`],
    ['one character 40,000 times', 'a'.repeat(40_000)],
  ])('may be long: %s', async (_, key) => {
    const { run } = bench(
      `
flow: F
inputs: [{name: key, type: string, sensitive: true}]
steps: [{task: Fail, inputs: {key: '\${inputs.key}'}}]`,
      {
        Fail: ({ key: given }) => {
          throw new Error(`no: ${given}!`);
        },
      },
    );
    const events = await run({ key });
    expect(events[0]).toMatchObject({ inputs: { key: '***' } });
    expect(ending(events)).toMatchObject({ error: { message: 'no: ***!' } });
  });
});

describe('the events of steps', () => {
  it('have their keys in one order, whatever they tell', async () => {
    const { run } = bench(
      `
flow: F
steps:
  - {wait: 1, id: pause}
  - {task: Echo, id: skipped, if: 1 == 2}
  - {task: Nowhere, id: lost, on_error: []}
  - {task: Echo, id: said}`,
      { Echo: echo },
    );
    const events = (await run()).flatMap((event) => (event.step_id === null ? [] : [event]));
    const place = ['seq', 'execution_id', 'flow', 'timestamp', 'type', 'step_id', 'kind', 'task', 'path', 'status'];
    for (const event of events) {
      const keys = Object.keys(JSON.parse(JSON.stringify(event))).filter((key) => place.includes(key));
      expect(keys, event.type).toEqual(place.filter((key) => key !== 'task' || event.kind === 'task'));
    }
    const types = new Set(events.map(({ type }) => type));
    expect([...types].toSorted()).toEqual([
      'step_completed',
      'step_failed',
      'step_skipped',
      'step_started',
      'step_waiting',
    ]);
  });
});
