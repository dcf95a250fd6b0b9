import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { IdempotencyConflictError, InvalidInputsError, JournalUnavailableError } from '../../src/errors.ts';
import { bench } from './harness.ts';

const FLOW = `
flow: Greet
inputs:
  - {name: name, type: string, minLength: 1}
  - {name: times, type: integer, default: 1, maximum: 9}
  - {name: note, type: string, required: false}
steps: [{task: Greet, id: greet, inputs: {name: '\${inputs.name}', times: '\${inputs.times}'}}]
outputs:
  - {name: text, value: '\${greet.text}'}
  - {name: note, value: '\${inputs.note}'}`;
const Greet = async ({ name, times }: Record<string, unknown>) => ({ text: `hi ${name}`.repeat(Number(times)) });

describe('inputs', () => {
  it('get their defaults', async () => {
    const { finished } = await bench(FLOW, { Greet }).start({ name: 'Ada' });
    expect(await finished).toMatchObject({ success: true, outputs: { text: 'hi Ada', note: null } });
  });

  it('take null for an optional one as its absence', async () => {
    const { finished } = await bench(FLOW, { Greet }).start({ name: 'Ada', times: null, note: null });
    expect(await finished).toMatchObject({ outputs: { text: 'hi Ada' } });
  });

  it('are refused with all that is wrong, before anything runs', async () => {
    const { start, engine } = bench(FLOW, { Greet });
    const refused = await start({ name: '', times: '2', nmae: 1 }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidInputsError);
    expect((refused as InvalidInputsError).problems).toEqual([
      { path: '/nmae', message: 'is not known (the flow takes name, times, note)', keyword: 'additionalProperties' },
      { path: '/name', message: 'must NOT have fewer than 1 characters', keyword: 'minLength' },
      { path: '/times', message: 'must be integer', keyword: 'type' },
    ]);
    expect(engine.load).toBe(0);
  });

  it('are not there because every object inherits something of their name', async () => {
    const flow = `
flow: F
inputs: [{name: constructor, type: any}, {name: toString, type: string, required: false}]
steps: []`;
    const { start } = bench(flow);
    await expect(start({})).rejects.toThrow('/constructor is required');
    expect(await (await start({ constructor: 1 })).finished).toMatchObject({ success: true });
  });

  it('are not changed in the hands of the caller', async () => {
    const given = { name: 'Ada' };
    await (await bench(FLOW, { Greet }).start(given)).finished;
    expect(given).toEqual({ name: 'Ada' });
  });
});

describe('an idempotency key', () => {
  const key = { key: 'k', fingerprint: 'f' };

  it('joins concurrent callers to one execution', async () => {
    let calls = 0;
    const { start } = bench(FLOW, {
      Greet: async (inputs) => {
        calls += 1;
        return Greet(inputs);
      },
    });
    const started = await Promise.all([start({ name: 'Ada' }, { key }), start({ name: 'Ada' }, { key })]);
    const ends = await Promise.all(started.map((one) => one.finished));
    expect(calls).toBe(1);
    expect(started.map((one) => one.joined)).toEqual([false, true]);
    expect(ends[0]).toEqual(ends[1]);
  });

  it('lets a caller who has joined go without a word, though the end cannot be told', async () => {
    const { start, journal } = bench(FLOW, { Greet: () => new Promise(() => {}) });
    await start({ name: 'Ada' }, { key });
    const strays: unknown[] = [];
    const note = (thrown: unknown): number => strays.push(thrown);
    process.on('unhandledRejection', note);
    vi.spyOn(journal, 'flush').mockRejectedValue(new JournalUnavailableError('the disk is full'));
    const { joined, finished } = await start({ name: 'Ada' }, { key });
    expect([joined, finished]).toEqual([true, expect.any(Promise)]);
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(strays).toEqual([]);
  });

  it('watches nothing for a caller who joins and does not ask for the end', async () => {
    const { start, journal } = bench(FLOW, { Greet: () => new Promise(() => {}) });
    await start({ name: 'Ada' }, { key });
    const watch = vi.spyOn(journal, 'watch');
    const { joined } = await start({ name: 'Ada' }, { key });
    expect([joined, watch.mock.calls.length]).toEqual([true, 0]);
  });

  it('gives the first answer again after the end, for 15 minutes', async () => {
    const { start, clock } = bench(FLOW, { Greet });
    const first = await start({ name: 'Ada' }, { key });
    await first.finished;
    await clock.advance(15 * 60_000 - 1);
    const again = await start({ name: 'Ada' }, { key });
    expect(again).toMatchObject({ joined: true, executionId: first.executionId });
    expect(await again.finished).toEqual(await first.finished);
    await clock.advance(2);
    expect(await start({ name: 'Ada' }, { key })).toMatchObject({ joined: false });
  });

  it('begins nothing where the caller wants to go on with what it does not know', async () => {
    const { start, engine } = bench(FLOW, { Greet });
    const going = start({ name: 'Ada' }, { key: { ...key, mustExist: true } });
    await expect(going).rejects.toThrow('there is nothing to go on with');
    expect(engine.load).toBe(0);
  });

  it('refuses another body under the same key', async () => {
    const { start } = bench(FLOW, { Greet });
    await start({ name: 'Ada' }, { key });
    const other = start({ name: 'Bob' }, { key: { key: 'k', fingerprint: 'g' } });
    await expect(other).rejects.toBeInstanceOf(IdempotencyConflictError);
  });
});

describe('draining', () => {
  it('waits for what runs, and cancels what takes too long', async () => {
    const { start, engine, clock } = bench(FLOW, {
      Greet: (_inputs, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const { finished } = await start({ name: 'Ada' });
    const drained = engine.drain(500);
    await clock.advance(499);
    expect(engine.load).toBe(1);
    await clock.advance(1);
    await drained;
    expect(await finished).toMatchObject({ type: 'flow_cancelled', reason: 'the server shuts down' });
  });
});
