import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Logger, TaskContext } from '../../src/engine/ports.ts';
import { BlockingWatch } from '../../src/tasks/blocking-watch.ts';
import { silentLogger } from '../../src/world.ts';

const CONTEXT = {} as TaskContext; // These tasks do not look at it.

const REMEDY = 'give it `thread: true`, or let it await what takes long';

let now = 0;
/** Of this, how long the event loop had something to do. */
let active = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(performance, 'eventLoopUtilization').mockImplementation((later, earlier) => {
    const [to, from] = [later?.active ?? active, earlier?.active ?? 0];
    return { active: to - from, idle: 0, utilization: 1 };
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Something keeps the event loop; no timer is served. */
function block(ms: number): void {
  now += ms;
  active += ms;
}

/** The event loop serves the timers. */
function beat(): void {
  now += 25;
  vi.advanceTimersByTime(25);
}

/** A watch with a threshold of 100 ms, and what it has reported. */
function watching() {
  const reports: object[] = [];
  const logger: Logger = { ...silentLogger, warn: (fields, message) => reports.push({ ...fields, message }) };
  const watch = new BlockingWatch(logger);
  const call = (name: string, run: () => unknown): unknown => watch.around(name, run)({}, CONTEXT);
  return { watch, reports, call };
}

describe('a task that takes long before it first waits', () => {
  it('is reported with the milliseconds and what to do, also when it fails, and once', async () => {
    const { reports, call } = watching();
    const fail = () => {
      block(120);
      throw new Error('no luck');
    };
    call('Hash', () => block(812.4));
    expect(() => call('Fail', fail)).toThrow('no luck');
    await call('Wait', async () => block(300));
    beat();
    const message = `a task blocked the event loop: ${REMEDY}`;
    expect(reports).toEqual([
      { task: 'Hash', ms: 812, message },
      { task: 'Fail', ms: 120, message },
      { task: 'Wait', ms: 300, message },
    ]);
  });

  it('is alone to blame, though others were running', () => {
    const { reports, call } = watching();
    call('Parse', () => new Promise(() => {}));
    beat();
    call('Hash', () => block(812));
    beat();
    expect(reports).toMatchObject([{ task: 'Hash' }]);
  });

  it('is not reported below the threshold', () => {
    const { reports, call } = watching();
    call('Hash', () => block(99));
    expect(reports).toEqual([]);
  });

  it('is reported once a minute, with how often it was not', () => {
    const { watch, reports } = watching();
    const hash = watch.around('Hash', () => block(200));
    for (let i = 0; i < 5; i++) hash({}, CONTEXT);
    watch.around('Sort', () => block(200))({}, CONTEXT);
    block(60_000);
    hash({}, CONTEXT);
    expect(reports).toMatchObject([{ task: 'Hash' }, { task: 'Sort' }, { task: 'Hash', more_since_last_report: 4 }]);
    expect(reports[0]).not.toHaveProperty('more_since_last_report');
  });
});

describe('a block after an `await`', () => {
  it('is laid to the task that was running', () => {
    const { reports, call } = watching();
    call('Parse', () => new Promise(() => {}));
    beat();
    block(340);
    beat();
    const message = `something blocked the event loop, probably this task after an \`await\`: ${REMEDY}`;
    expect(reports).toEqual([{ tasks: ['Parse'], ms: 340, message }]);
  });

  it('is laid to all that were running then, also to one that has ended since, and to nobody else', async () => {
    const { reports, call } = watching();
    await call('Before', async () => {});
    const ending = Promise.withResolvers<void>();
    const parse = call('Parse', () => ending.promise);
    beat();
    call('Fetch', () => new Promise(() => {}));
    block(340);
    ending.resolve();
    await parse;
    beat();
    expect(reports).toMatchObject([{ tasks: ['Parse', 'Fetch'], ms: 340 }]);
    expect(reports[0]).toMatchObject({ message: expect.stringContaining('probably one of these tasks after an') });
  });

  it('is laid to nobody when no task was running', async () => {
    const { reports, call } = watching();
    await call('Parse', async () => {});
    beat();
    block(340);
    beat();
    expect(reports).toEqual([]);
  });

  it('is laid to nobody when the machine had no time for the whole process', () => {
    const { reports, call } = watching();
    call('Parse', () => new Promise(() => {}));
    beat();
    now += 340;
    beat();
    expect(reports).toEqual([]);
  });

  it('is not looked for any more when the watch is closed', () => {
    const { watch, reports, call } = watching();
    call('Parse', () => new Promise(() => {}));
    watch.close();
    block(340);
    beat();
    expect(reports).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a watched task', () => {
  it('answers and fails as it does by itself, at once where it answers at once', async () => {
    const { call } = watching();
    expect(call('Now', () => 5)).toBe(5);
    expect(await call('Later', async () => 5)).toBe(5);
    const error = new Error('no luck');
    await expect(call('Fail', () => Promise.reject(error))).rejects.toBe(error);
  });

  it('has its `then` called once, where that begins something', async () => {
    const { call } = watching();
    let begun = 0;
    // biome-ignore lint/suspicious/noThenProperty: clients of databases answer such queries.
    const query = { then: (give: (value: unknown) => void) => give(++begun) };
    expect(await call('Query', () => query)).toBe(1);
  });
});
