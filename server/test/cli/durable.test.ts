/** Real processes, killed for real: what a server had begun goes on when it is started again. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tasksFile } from '../http/flows.ts';
import { tempProject } from '../project/temp-project.ts';
import { type Serving, serving } from './command.ts';

const TASKS = `
  Note: ({ text }, { idempotency_key }) => {
    appendFileSync('tries.txt', text + ' ' + idempotency_key + '\\n');
    return { text };
  },
  Slow: async ({ text }, { idempotency_key, signal }) => {
    appendFileSync('tries.txt', text + ' ' + idempotency_key + '\\n');
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, existsSync('quick.txt') ? 0 : 60_000);
      signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); });
    });
    return { text };
  },
  Charge: ({ text }) => {
    appendFileSync('tries.txt', text + '\\n');
    if (!existsSync('quick.txt')) throw new Error('no connection');
    return { text };
  },`;

const IMPORTS = `import { appendFileSync, existsSync } from 'node:fs';\n`;

const STEPS: Record<string, string> = {
  Approval: `
  - { task: Note, id: first, inputs: { text: first } }
  - { wait_for: approval, id: approval }
  - { task: Note, id: second, inputs: { text: "\${approval.by}" } }`,
  Long: `
  - { task: Note, id: first, inputs: { text: first } }
  - { task: Slow, id: second, inputs: { text: slow } }`,
  Timer: `
  - { task: Note, id: first, inputs: { text: first } }
  - { wait: 2 }
  - { task: Note, id: second, inputs: { text: second } }`,
  Broken: `
  - { task: Note, id: first, inputs: { text: first } }
  - { task: Charge, id: second, inputs: { text: charge } }`,
};

function flow(name: string, output = 'second.text', steps = STEPS[name] ?? ''): string {
  return `flow: ${name}\noutputs: [{ name: text, value: "\${${output}}" }]\nsteps:${steps}\n`;
}

function project(name: string): string {
  return tempProject({ 'flow.yaml': flow(name), 'flow.ts': IMPORTS + tasksFile(TASKS) });
}

function tries(cwd: string): readonly string[] {
  return readFileSync(path.join(cwd, 'tries.txt'), 'utf8').trimEnd().split('\n');
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

async function ask({ url }: Serving, where: string, init: RequestInit & { json?: unknown } = {}): Promise<Answer> {
  const { json, headers, ...rest } = init;
  const response = await fetch(url + where, {
    ...rest,
    headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
    ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : JSON.parse(text) };
}

async function begin(server: Serving, name: string): Promise<string> {
  const { status, headers, json } = await ask(server, `/flows/${name}/execute`, {
    json: {},
    headers: { prefer: 'respond-async' },
  });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/flows/${name}/executions/${json['execution_id']}`);
  return String(json['execution_id']);
}

/** The record, once it has the status. */
async function reached(server: Serving, name: string, id: string, status: string): Promise<Answer['json']> {
  for (;;) {
    const { json } = await ask(server, `/flows/${name}/executions/${id}`);
    if (json['status'] === status) return json;
    await delay(20);
  }
}

async function killed({ child, ended }: Serving): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

describe('a server that was killed', () => {
  it('goes on with an execution as it began, though its flow has changed, and runs no completed step again', async () => {
    const cwd = project('Approval');
    const before = await serving([], { cwd });
    const id = await begin(before, 'Approval');
    await reached(before, 'Approval', id, 'waiting');
    await killed(before);
    writeFileSync(
      path.join(cwd, 'flow.yaml'),
      flow('Approval', 'only.text', '\n  - { task: Note, id: only, inputs: { text: other } }'),
    );
    const after = await serving([], { cwd });
    const delivered = await ask(after, `/flows/Approval/executions/${id}/events/approval`, { json: { by: 'Ada' } });
    expect(delivered.status).toBe(202);
    expect(await reached(after, 'Approval', id, 'completed')).toMatchObject({ outputs: { text: 'Ada' } });
    expect(tries(cwd)).toEqual([`first ${id}:steps[0]`, `Ada ${id}:steps[2]`]);
    const now = await ask(after, '/flows/Approval/execute', { json: {} });
    expect(now.json).toMatchObject({ outputs: { text: 'other' } });
  });

  it('fails an execution whose task is gone, and says which', async () => {
    const cwd = project('Approval');
    const before = await serving([], { cwd });
    const id = await begin(before, 'Approval');
    await reached(before, 'Approval', id, 'waiting');
    await killed(before);
    writeFileSync(path.join(cwd, 'flow.ts'), tasksFile('Other: () => ({})'));
    const after = await serving([], { cwd });
    await ask(after, `/flows/Approval/executions/${id}/events/approval`, { json: { by: 'Ada' } });
    const { error } = await reached(after, 'Approval', id, 'failed');
    expect(error).toMatchObject({ type: 'TaskNotFoundError', message: expect.stringContaining('Note') });
  });

  it('runs a step that was in flight again, with the same idempotency key', async () => {
    const cwd = project('Long');
    const before = await serving([], { cwd });
    const id = await begin(before, 'Long');
    await expect.poll(() => tries(cwd).length, { timeout: 10_000 }).toBe(2);
    await killed(before);
    writeFileSync(path.join(cwd, 'quick.txt'), '');
    const after = await serving([], { cwd });
    await reached(after, 'Long', id, 'completed');
    expect(tries(cwd)).toEqual([`first ${id}:steps[0]`, `slow ${id}:steps[1]`, `slow ${id}:steps[1]`]);
  });

  it('keeps the due time of a timer', async () => {
    const cwd = project('Timer');
    const before = await serving([], { cwd });
    const id = await begin(before, 'Timer');
    await reached(before, 'Timer', id, 'waiting');
    await killed(before);
    await delay(1500);
    const after = await serving([], { cwd });
    const { started_at, ended_at } = await reached(after, 'Timer', id, 'completed');
    const { json } = await ask(after, `/flows/Timer/executions/${id}/events`, {
      headers: { accept: 'application/json' },
    });
    const events = json['events'] as { type: string; until?: string; timestamp: string }[];
    const until = events.find((event) => event.type === 'step_waiting')?.until ?? '';
    expect(Date.parse(until) - Date.parse(String(started_at))).toBeLessThan(2500);
    expect(Date.parse(String(ended_at))).toBeGreaterThanOrEqual(Date.parse(until));
  });

  it('still knows what an idempotency key began', async () => {
    const cwd = project('Timer');
    const call = { json: {}, headers: { 'idempotency-key': 'k1' } };
    const before = await serving([], { cwd });
    const first = await ask(before, '/flows/Timer/execute', call);
    await killed(before);
    const after = await serving([], { cwd });
    expect((await ask(after, '/flows/Timer/execute', call)).json).toEqual(first.json);
    expect(tries(cwd)).toHaveLength(2);
  });

  it('retries a failed execution from the step that failed', async () => {
    const cwd = project('Broken');
    const before = await serving([], { cwd });
    const failed = await ask(before, '/flows/Broken/execute', { json: {} });
    const id = String(failed.json['execution_id']);
    expect(failed.json).toMatchObject({ success: false, error: { message: 'no connection' } });
    await killed(before);
    writeFileSync(path.join(cwd, 'quick.txt'), '');
    const after = await serving([], { cwd });
    const retry = await ask(after, `/flows/Broken/executions/${id}/retry`, { method: 'POST' });
    expect(retry.status).toBe(202);
    expect(retry.json).toMatchObject({ origin: 'retry', parent_id: id, attempt: 2 });
    await reached(after, 'Broken', String(retry.json['execution_id']), 'completed');
    expect(tries(cwd)).toEqual([`first ${id}:steps[0]`, 'charge', 'charge']);
  });
});

describe('a server that is told to stop', () => {
  it('leaves what does not end in time to the next start, and tells who waits where it is', async () => {
    const cwd = project('Long');
    const before = await serving(['--drain-timeout', '300ms'], { cwd });
    const waiting = ask(before, '/flows/Long/execute', { json: {} });
    await expect.poll(() => tries(cwd).length, { timeout: 10_000 }).toBe(2);
    const begun = Date.now();
    before.child.kill('SIGTERM');
    const answer = await waiting;
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({ code: 'server_draining' });
    const id = String(answer.headers.get('x-execution-id'));
    expect(await before.ended).toBe(0);
    expect(Date.now() - begun).toBeLessThan(5000);
    writeFileSync(path.join(cwd, 'quick.txt'), '');
    const after = await serving([], { cwd });
    await reached(after, 'Long', id, 'completed');
    expect(tries(cwd).slice(1)).toEqual([`slow ${id}:steps[1]`, `slow ${id}:steps[1]`]);
  });

  it('tells it to those, too, whose execution has not had its turn', async () => {
    const cwd = project('Long');
    const before = await serving(['--drain-timeout', '300ms', '--max-concurrency', '1'], { cwd });
    const first = ask(before, '/flows/Long/execute', { json: {} });
    await expect.poll(() => tries(cwd).length, { timeout: 10_000 }).toBe(2);
    const queued = ask(before, '/flows/Long/execute', { json: {} });
    await expect
      .poll(async () => (await ask(before, '/flows/Long/executions?status=queued')).json['items'])
      .toHaveLength(1);
    before.child.kill('SIGTERM');
    const answers = await Promise.all([first, queued]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(await before.ended).toBe(0);
    writeFileSync(path.join(cwd, 'quick.txt'), '');
    const after = await serving([], { cwd });
    for (const { headers } of answers) await reached(after, 'Long', String(headers.get('x-execution-id')), 'completed');
  });

  it('does not wait for what waits', async () => {
    const cwd = project('Approval');
    const before = await serving([], { cwd });
    const id = await begin(before, 'Approval');
    await reached(before, 'Approval', id, 'waiting');
    const begun = Date.now();
    before.child.kill('SIGTERM');
    expect(await before.ended).toBe(0);
    expect(Date.now() - begun).toBeLessThan(5000);
    const after = await serving([], { cwd });
    await reached(after, 'Approval', id, 'waiting');
  });
});
