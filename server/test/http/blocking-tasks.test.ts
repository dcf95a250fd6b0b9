import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../../src/engine/ports.ts';
import { silentLogger } from '../../src/world.ts';
import { tempProject } from '../project/temp-project.ts';
import { tasksFile } from './flows.ts';
import { call, openStream, parseEvents, post, read, serve } from './harness.ts';

function flow(name: string, step: string): string {
  return `flow: ${name}\ninputs: [{ name: ms, type: number }]\nsteps: [{ ${step}, inputs: { ms: "\${inputs.ms}" } }]\n`;
}

/** Each keeps the thread that it runs in for `ms`. */
const SPINNING = {
  'threaded/flow.yaml': flow('Threaded', 'task: Threaded'),
  'placed/flow.yaml': flow('Placed', 'task: Placed'),
  'late/flow.yaml': flow('Late', 'task: Late'),
  'writing/flow.yaml':
    'flow: Writing\ninputs: [{ name: file, type: string }]\nsteps: [{ task: Write, timeout: 1, inputs: { file: "${inputs.file}" } }]',
  'exiting/flow.yaml': flow(
    'Exiting',
    'task: Exiting, retry: { max_attempts: 2, delay: 0, retry_on: [ThreadLostError] }',
  ),
};

const TASKS = `import { appendFileSync } from 'node:fs';
${tasksFile(`
  Threaded: defineTask({ thread: true, run: ({ ms }, { progress }) => { progress(0.5, 'spinning'); spin(ms); } }),
  Placed: ({ ms }) => spin(ms),
  Late: async ({ ms }) => { await new Promise((resolve) => setTimeout(resolve, 50)); spin(ms); },
  Write: defineTask({ thread: true, run: ({ file }) => { for (;;) appendFileSync(file, 'x'); } }),
  Exiting: defineTask({ thread: true, run: (_, { attempt }) => { if (attempt === 1) process.exit(1); } }),`)}
const spin = (ms) => { for (const end = performance.now() + ms; performance.now() < end; ); };
`;

const FILES = Object.fromEntries(
  Object.entries(SPINNING).flatMap(([file, text]) => [
    [file, text],
    [file.replace('.yaml', '.ts'), TASKS],
  ]),
);

async function serveSpinning() {
  const warnings: object[] = [];
  const logger: Logger = { ...silentLogger, warn: (fields, message) => warnings.push({ ...fields, message }) };
  const server = await serve({ files: FILES, logger });
  const execute = (name: string, ms: number) => post(server, `/flows/${name}/execute`, { inputs: { ms } });
  return { server, warnings, execute };
}

describe('a task that computes for a second', () => {
  it('with `thread: true` delays no other request', async () => {
    const { server, warnings, execute } = await serveSpinning();
    await execute('Threaded', 0);
    const began = performance.now();
    let ended = false;
    const spinning = execute('Threaded', 1000).finally(() => {
      ended = true;
    });
    const times: number[] = [];
    while (!ended) {
      const asked = performance.now();
      await call(server, '/health');
      times.push(performance.now() - asked);
    }
    expect((await spinning).json).toMatchObject({ success: true });
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(1000);
    expect(times.length).toBeGreaterThan(20);
    // The median: a busy machine may delay a single one.
    expect(times.toSorted((a, b) => a - b)[times.length >> 1]).toBeLessThan(took / 20);
    expect(warnings).toEqual([]);
  });

  it('without it is named in the log', async () => {
    const { warnings, execute } = await serveSpinning();
    await execute('Placed', 300);
    expect(warnings).toEqual([
      { task: 'Placed', ms: expect.any(Number), message: expect.stringContaining('give it `thread: true`') },
    ]);
  });

  it('is suspected in the log, when it has waited before', async () => {
    const { warnings, execute } = await serveSpinning();
    await execute('Late', 300);
    await expect.poll(() => warnings).toMatchObject([{ tasks: ['Late'] }]);
  });
});

describe('a task in a thread, in a flow', () => {
  it('reports its progress in the stream of events, before it completes', async () => {
    const { server } = await serveSpinning();
    const events = parseEvents((await read(await openStream(server, 'Threaded', { ms: 0 }))).text);
    expect(events.map(({ event }) => event)).toEqual([
      'flow_started',
      'step_started',
      'step_progress',
      'step_completed',
      'flow_completed',
    ]);
  });

  it('fails with its step when that takes too long, and ends when the server closes', async () => {
    const { server, execute } = await serveSpinning();
    // On a busy machine a thread may take the whole of its step's time to begin.
    await execute('Threaded', 0);
    const file = join(tempProject({ written: '' }), 'written');
    const { json } = await post(server, '/flows/Writing/execute', { inputs: { file } });
    expect(json).toMatchObject({ success: false, error: { type: 'TimeoutError', task: 'Write' } });
    await server.close(0);
    const { size } = statSync(file);
    expect(size).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(statSync(file).size).toBe(size);
  });

  it('is tried again when it has ended its thread, and the server goes on', async () => {
    const { server, execute } = await serveSpinning();
    expect((await execute('Exiting', 0)).json).toMatchObject({ success: true });
    expect((await call(server, '/health')).status).toBe(200);
  });
});
