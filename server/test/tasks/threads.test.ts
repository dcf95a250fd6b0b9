import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Logger, TaskContext } from '../../src/engine/ports.ts';
import { CancelledError, OverloadedError, TaskInputError, TaskOutputError } from '../../src/errors.ts';
import { loadTasks } from '../../src/tasks/load-tasks.ts';
import { TaskThreads, type ThreadOptions } from '../../src/tasks/task-threads.ts';
import { silentLogger } from '../../src/world.ts';
import { tasksFile } from '../http/flows.ts';
import { tempProject } from '../project/temp-project.ts';

/** Keeps its thread, whatever it is told, for so many milliseconds. */
const SPIN = 'const spin = (ms) => { for (const end = performance.now() + ms; performance.now() < end; ); };';

/** Calls tasks of a file with these, each of which has `thread: true`. */
async function threads(tasks: Readonly<Record<string, string>>, options: ThreadOptions = {}, logger = silentLogger) {
  const threads = new TaskThreads(logger, options);
  onTestFinished(() => threads.close());
  const defined = Object.entries(tasks).map(([name, fields]) => `${name}: defineTask({ thread: true, ${fields} }),`);
  const text = `import { threadId } from 'node:worker_threads';\n${tasksFile(defined.join('\n'))}\n${SPIN}\nlet calls = 0;`;
  const file = join(tempProject({ 'flow.ts': text }), 'flow.ts');
  const registry = await loadTasks(file, { threads });
  const run = async (name: string, inputs = {}, context: Partial<TaskContext> = {}): Promise<unknown> =>
    registry.get(name)?.run(inputs, { ...CONTEXT, ...context });
  return { run, threads };
}

const CONTEXT: TaskContext = {
  signal: new AbortController().signal,
  logger: silentLogger,
  progress() {},
  attempt: 2,
  execution_id: 'e1',
  idempotency_key: 'e1:pay',
};

/** What a promise is rejected with. */
function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    (value) => expect.fail(`it answered ${JSON.stringify(value)}`),
    (thrown) => thrown,
  );
}

/** A controller, and a context with its signal that tells when the task has said something. */
function told() {
  const controller = new AbortController();
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  return { controller, begun, context: { signal: controller.signal, progress: () => resolve() } };
}

describe('a task with `thread: true`', () => {
  it('runs in another thread, with the environment and the folder of the program', async () => {
    const { run } = await threads({
      Where: 'run: () => ({ threadId, cwd: process.cwd(), path: process.env.PATH })',
    });
    const where = await run('Where');
    expect(where).toEqual({ threadId: expect.any(Number), cwd: process.cwd(), path: process.env['PATH'] });
    expect(where).not.toMatchObject({ threadId: 0 });
  });

  it('lets the program go on meanwhile', async () => {
    const { run } = await threads({ Spin: 'run: () => spin(300)' });
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await run('Spin');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(20);
  });

  it('gets what its schema makes of its inputs, and answers what its other schema makes of its result, as JSON', async () => {
    const { run } = await threads({
      Next: `input: z.object({ day: z.coerce.date() }), output: z.object({ day: z.date(), n: z.int().default(7) }),
        run: ({ day }) => ({ day: new Date(day.getTime() + 86_400_000) })`,
    });
    expect(await run('Next', { day: '2026-01-01' })).toEqual({ day: '2026-01-02T00:00:00.000Z', n: 7 });
  });

  it('is held to its schemas like any other, and JSON to what it answers', async () => {
    const { run } = await threads({
      Take: 'input: z.object({ n: z.int() }), run: () => 1',
      Give: 'output: z.object({ n: z.int() }), run: () => ({ n: "one" })',
      Odd: 'run: () => ({ go: () => 1 })',
    });
    expect(await failure(run('Take', { n: 'x' }))).toMatchObject({ name: new TaskInputError().name, retryable: false });
    expect(await failure(run('Give'))).toMatchObject({ name: new TaskOutputError().name });
    expect(await failure(run('Odd'))).toMatchObject({
      name: 'TaskOutputError',
      message: 'a function (in go) cannot be passed on: JSON cannot hold it',
    });
  });

  it('gets the context of its call, and tells of itself in order, before it answers', async () => {
    const { run } = await threads({
      Tell: `run: (_, { logger, progress, attempt, execution_id, idempotency_key }) => {
        progress(0.1, 'begun');
        logger.warn({ size: 3, go: () => 1 }, 'a function is logged, too');
        for (let i = 1; i <= 50; i++) progress(i / 50);
        return { attempt, execution_id, idempotency_key };
      }`,
    });
    const said: unknown[] = [];
    const logger: Logger = { ...silentLogger, warn: (fields, message) => said.push([fields, message]) };
    const progress = (fraction: number, message?: string) => said.push(message ?? fraction);
    const answer = await run('Tell', {}, { logger, progress });
    expect(answer).toEqual({ attempt: 2, execution_id: 'e1', idempotency_key: 'e1:pay' });
    const logged = [{ fields: expect.stringContaining('size: 3') }, 'a function is logged, too'];
    expect(said).toEqual(['begun', logged, ...Array.from({ length: 50 }, (_, i) => (i + 1) / 50)]);
  });

  it('fails with what it throws: name, message, whether another try may help, and the name of the cause', async () => {
    const { run } = await threads({
      Fail: `run: () => {
        const cause = Object.assign(new Error('card'), { name: 'CardDeclined' });
        throw Object.assign(new Error('no money', { cause }), { name: 'PaymentError', retryable: false });
      }`,
      Text: "run: async () => { throw 'boo'; }",
    });
    const error = await failure(run('Fail'));
    expect(error).toMatchObject({ name: 'PaymentError', message: 'no money', retryable: false });
    expect(error.cause).toMatchObject({ name: 'CardDeclined' });
    const text = await failure(run('Text'));
    expect(text).toMatchObject({ name: 'Error', message: 'boo' });
    expect('retryable' in text).toBe(false);
  });

  it('runs in place where a registry was not made for threads', async () => {
    const file = join(
      tempProject({ 'flow.ts': tasksFile('It: defineTask({ thread: true, run: () => 5 })') }),
      'flow.ts',
    );
    expect((await loadTasks(file)).get('It')?.run({}, CONTEXT)).toBe(5);
  });
});

describe('a task in a thread whose result is no longer wanted', () => {
  it('is told so by its signal, with the reason', async () => {
    const { run } = await threads({
      Wait: `run: (_, { signal, progress }) => new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ name: signal.reason.name, message: signal.reason.message }));
        progress(0);
      })`,
    });
    const { controller, begun, context } = told();
    const running = run('Wait', {}, context);
    await begun;
    controller.abort(new CancelledError('by hand'));
    expect(await running).toEqual({ name: 'Cancelled', message: 'by hand' });
  });

  it.each(['while (!signal.aborted);', 'for (;;) signal.throwIfAborted();'])(
    'sees it in a loop that never waits: %s',
    async (loop) => {
      const { run } = await threads(
        {
          Loop: `run: (_, { signal, progress }) => { progress(0); ${loop} throw signal.reason; }`,
        },
        { grace: 60_000 },
      );
      const { controller, begun, context } = told();
      const running = failure(run('Loop', {}, context));
      await begun;
      controller.abort(new CancelledError('by hand'));
      expect(await running).toMatchObject({ name: 'Cancelled', message: 'by hand' });
    },
  );

  it('is ended with its thread after the grace, if it does not listen; the next calls get another thread', async () => {
    const { run } = await threads(
      { Loop: 'run: (_, { progress }) => { progress(0); for (;;); }', Id: 'run: () => threadId' },
      { size: 1, grace: 50 },
    );
    const { controller, begun, context } = told();
    const running = failure(run('Loop', {}, context));
    const next = run('Id');
    await begun;
    const reason = new CancelledError('by hand');
    controller.abort(reason);
    expect(await running).toBe(reason);
    expect(await next).toEqual(expect.any(Number));
  });

  it('is not begun if it still waits for a thread', async () => {
    const { run } = await threads({ Spin: 'run: () => spin(200)', Count: 'run: () => ++calls' }, { size: 1 });
    const controller = new AbortController();
    let spun = false;
    const spinning = run('Spin').then(() => {
      spun = true;
    });
    const waiting = failure(run('Count', {}, { signal: controller.signal }));
    const last = run('Count');
    const reason = new CancelledError('by hand');
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(spun).toBe(false);
    await spinning;
    expect(await last).toBe(1);
  });
});

describe('the threads', () => {
  it('are as many as they may be, and each serves one call at a time', async () => {
    const { run } = await threads({ Id: 'run: () => { spin(50); return threadId; }' }, { size: 2 });
    const ids = await Promise.all(Array.from({ length: 6 }, () => run('Id')));
    expect(new Set(ids).size).toBe(2);
  });

  it('keep what the tasks file has loaded for the next calls', async () => {
    const { run } = await threads({ Count: 'run: () => ++calls' }, { size: 1 });
    expect([await run('Count'), await run('Count')]).toEqual([1, 2]);
  });

  it('end without work, and come again', async () => {
    const { run } = await threads({ Id: 'run: () => threadId' }, { size: 1, idleTimeout: 10 });
    const first = await run('Id');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await run('Id')).not.toBe(first);
  });

  it('fail only the task that ends its thread, in a way that may be tried again, and serve those that wait', async () => {
    const { run } = await threads({ Exit: 'run: () => process.exit(3)', Id: 'run: () => threadId' }, { size: 1 });
    const [error, next] = await Promise.all([failure(run('Exit')), run('Id')]);
    expect(error).toMatchObject({
      name: 'ThreadLostError',
      message: 'The task Exit ended its thread with code 3: it must not call process.exit().',
    });
    expect(error).not.toHaveProperty('retryable');
    expect(next).toEqual(expect.any(Number));
  });

  it('fail only the task that takes all memory', async () => {
    const { run } = await threads(
      {
        Fill: 'run: () => { for (const all = []; ; ) all.push("x".repeat(1000) + all.length); }',
        Id: 'run: () => threadId',
      },
      { size: 1, maxHeap: 128 },
    );
    const error = await failure(run('Fill'));
    expect(error).toMatchObject({ name: 'ThreadLostError' });
    expect(error.message).toMatch(/^The thread of the task Fill ended before the task did: .*memory/);
    expect(await run('Id')).toEqual(expect.any(Number));
  });

  it('live on when a task leaves behind what fails, and the log tells of it', async () => {
    const logged = Promise.withResolvers<object>();
    const logger: Logger = { ...silentLogger, error: logged.resolve };
    const { run } = await threads(
      {
        Leave: "run: () => { setTimeout(() => { throw new Error('late'); }); return threadId; }",
        Id: 'run: () => threadId',
      },
      { size: 1 },
      logger,
    );
    const id = await run('Leave');
    expect(await logged.promise).toMatchObject({ err: { message: 'late' } });
    expect(await run('Id')).toBe(id);
  });

  it('refuse a call when too many wait', async () => {
    const { run } = await threads({ Spin: 'run: () => spin(100)' }, { size: 1, maxWaiting: 1 });
    const running = [run('Spin'), run('Spin')];
    expect(await failure(run('Spin'))).toMatchObject({
      name: new OverloadedError('', 0).name,
      message: 'The task Spin cannot run: 1 calls wait for a thread already.',
    });
    await Promise.all(running);
  });

  it('are ended, with what runs and what waits, when they are closed', async () => {
    const { run, threads: closing } = await threads(
      { Loop: 'run: (_, { progress }) => { progress(0); for (;;); }' },
      { size: 1 },
    );
    const { begun, context } = told();
    const running = [failure(run('Loop', {}, context)), failure(run('Loop'))];
    await begun;
    await closing.close();
    for (const error of await Promise.all(running)) expect(error).toMatchObject({ name: 'ThreadLostError' });
    expect(await failure(run('Loop'))).toMatchObject({ name: 'ThreadLostError' });
  });
});
