import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tasksFile } from '../http/flows.ts';
import { tempProject } from '../project/temp-project.ts';
import { BIN, flowlang, type Serving, serving } from './command.ts';
import { BAD_YAML, GOOD } from './projects.ts';

/** Its task asks the server of the test, and so waits for it. */
const WAITING = {
  'flow.yaml':
    'flow: Waiting\ninputs: [{ name: url, type: string }]\nsteps: [{ task: Ask, inputs: { url: "${inputs.url}" } }]',
  'flow.ts': tasksFile('Ask: async ({ url }) => (await fetch(url)).status'),
};

function execute(url: string, flow: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/flows/${flow}/execute`, { method: 'POST', headers, body: JSON.stringify(body) });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A place that is asked, and answers when the test wants it. */
async function place() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const asked = once(server, 'connection').then(([socket]) => socket);
  const answer = async (): Promise<void> => {
    (await asked).end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, answer, server };
}

/** On a busy machine the log may have said something before. */
async function saysThatItStops(child: Serving['child']): Promise<void> {
  for await (const line of createInterface(child.stderr)) if (line.startsWith('SIGTERM')) return;
}

describe('serve', () => {
  it('gives tasks the environment that it has itself', async () => {
    const cwd = tempProject({
      'flow.yaml': 'flow: Env\noutputs: [{ name: value, value: "${read.value}" }]\nsteps: [{ task: Read, id: read }]',
      'flow.ts': tasksFile("Read: () => ({ value: process.env['OF_THE_TEST'] ?? null })"),
    });
    const { url } = await serving([], { cwd, env: { OF_THE_TEST: 'yes' } });
    expect(await (await execute(url, 'Env', {})).json()).toMatchObject({ outputs: { value: 'yes' } });
  });

  it('says where it serves what, and serves it', async () => {
    const { url, banner } = await serving([], { cwd: tempProject(GOOD) });
    expect(banner).toMatch(
      /FlowLang \d+\.\d+\.\d+ serves one flow on http:\/\/localhost:\d+\n\n {2}Double {2}ready +1\/1 \(100\.0%\)/,
    );
    expect(banner).toContain(`${url}/docs`);
    const result = await execute(url, 'Double', { number: 2 });
    expect(await result.json()).toMatchObject({ success: true, outputs: { doubled: 4 } });
  });

  it('says of each flow of a folder how it is, without colours in a pipe', async () => {
    const cwd = tempProject({
      'a/flow.yaml': GOOD['flow.yaml'],
      'a/flow.ts': GOOD['flow.ts'],
      'b/flow.yaml': BAD_YAML,
      'c/flow.yaml': 'flow: Todo\nsteps: [{ task: Later }]',
    });
    const { banner } = await serving(['--multi', '.'], { cwd });
    expect(banner).toContain('serves 3 flows');
    expect(banner).toMatch(/Bad +invalid/);
    expect(banner).toMatch(/Double +ready/);
    expect(banner).toMatch(/Todo +incomplete +0\/1 \(0\.0%\), to do: Later/);
    expect(banner).not.toContain('\u001b[');
  });

  it('shows what is wrong with a tasks file, and serves the rest', async () => {
    const cwd = tempProject({
      'a/flow.yaml': GOOD['flow.yaml'],
      'a/flow.ts': "throw new Error('no database')",
      ...under('b', GOOD),
    });
    const { child, banner } = await serving(['--multi', '.'], { cwd });
    child.kill('SIGTERM');
    expect(await readAll(child.stderr)).toMatch(/a\/flow\.ts:1:\d+.*no database/s);
    expect(banner).toMatch(/ready/);
  });

  it('goes on though a task leaves behind what fails later', async () => {
    const stray =
      "Stray: () => { Promise.reject(new Error('late')); setImmediate(() => { throw new Error('later'); }); }";
    const dir = tempProject({
      'flow.yaml': 'flow: Straying\nsteps: [{ task: Stray }]',
      'flow.ts': tasksFile(stray),
    });
    const { url, child } = await serving(['--project', dir]);
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    for (let run = 0; run < 2; run++) {
      expect(await (await execute(url, 'Straying', {})).json()).toMatchObject({ success: true });
    }
    await expect.poll(() => errors).toMatch(/goes on.*Error: late[\s\S]*goes on.*Error: later/);
  });

  it('lets the pages of --cors use it', async () => {
    const { url } = await serving(['--cors', 'http://page.example'], { cwd: tempProject(GOOD) });
    const { headers } = await fetch(url, { headers: { origin: 'http://page.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('http://page.example');
  });
});

describe('serve with limits', () => {
  it('of executions that have not ended turns away what would be one more', async () => {
    const cwd = tempProject({ 'flow.yaml': 'flow: Waiting\nsteps: [{ wait_for: go }]' });
    const { url } = await serving(['--max-unfinished', '1'], { cwd });
    const begin = () => fetch(`${url}/flows/Waiting/execute`, { method: 'POST', headers: { prefer: 'respond-async' } });
    expect((await begin()).status).toBe(202);
    const second = await begin();
    expect(second.status).toBe(503);
    expect(await second.json()).toMatchObject({ code: 'server_full' });
  });
});

function under(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

describe('serve cannot begin, and is 2', () => {
  it('where the port is taken: it says so', async () => {
    const taken = await place();
    const port = new URL(taken.url).port;
    const cwd = tempProject(GOOD);
    const { code, stdout, stderr } = await flowlang(['serve', '--host', '127.0.0.1', '--port', port], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`flowlang: Port ${port} is taken. Choose another with --port.\n`);
  });

  it.each([
    [['--host', 'nothing.invalid'], /^flowlang: nothing\.invalid is no address of this machine\.\n$/],
    [['--project', 'nothing'], /^flowlang: There is no folder .*nothing\.\n$/],
    [['--multi', 'empty'], /^flowlang: There is no flow\.yaml in the folders of/],
    [['--cors', 'localhost:5173'], /^flowlang: cors: "localhost:5173" .* Did you mean http:\/\/localhost:5173\?\n$/],
    [['--multi', '.'], /It holds a flow itself: serve it with --project\.\n$/],
  ])('with %j', async (args, message) => {
    const cwd = tempProject({ ...GOOD, 'empty/README.md': '' });
    const { code, stdout, stderr } = await flowlang(['serve', '--port', '0', ...args], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('serve that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('by %s is 0', async (signal) => {
    const { child, ended } = await serving([], { cwd: tempProject(GOOD) });
    child.kill(signal);
    expect(await ended).toBe(0);
  });

  it('finishes what runs, takes no new work, and is 0', async () => {
    const { url, child, ended } = await serving([], { cwd: tempProject(WAITING) });
    const { url: asked, asked: reached, answer } = await place();
    const running = execute(url, 'Waiting', { url: asked });
    await reached;
    child.kill('SIGTERM');
    await saysThatItStops(child);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const refused = await execute(url, 'Waiting', { url: asked });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'server_draining' });
    await answer();
    expect(await (await running).json()).toMatchObject({ success: true });
    expect(await ended).toBe(0);
  });

  it.skipIf(spawnSync('script', ['--version']).error)(
    'ends when there is no terminal any more to tell it',
    async () => {
      const cwd = tempProject(GOOD);
      const command = `echo $$ > pid; exec '${process.execPath}' '${BIN}' serve --port 0`;
      const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd });
      onTestFinished(() => void terminal.kill('SIGKILL'));
      for await (const text of terminal.stdout) if (String(text).includes('serves one flow')) break;
      const pid = Number(readFileSync(path.join(cwd, 'pid'), 'utf8'));
      onTestFinished(() => {
        if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      });
      terminal.kill('SIGKILL');
      await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
    },
  );

  it('twice stops at once', async () => {
    const { url, child, ended } = await serving([], { cwd: tempProject(WAITING) });
    const { url: asked, asked: reached } = await place();
    const running = execute(url, 'Waiting', { url: asked });
    running.catch(() => {});
    await reached;
    child.kill('SIGTERM');
    await saysThatItStops(child);
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    await expect(running).rejects.toThrow();
  });

  it('finishes what runs when its terminal goes, though that is told twice', async () => {
    const { url, child, ended } = await serving([], { cwd: tempProject(WAITING) });
    const { url: asked, asked: reached, answer } = await place();
    const running = execute(url, 'Waiting', { url: asked });
    await reached;
    child.kill('SIGHUP');
    while ((await fetch(`${url}/readyz`)).ok) await delay(10);
    child.kill('SIGHUP');
    await answer();
    expect(await (await running).json()).toMatchObject({ success: true });
    expect(await ended).toBe(0);
  });

  it('ends, though a tasks file keeps something open', async () => {
    const files = { ...GOOD, 'flow.ts': `setInterval(() => {}, 1000);\n${GOOD['flow.ts']}` };
    const { child, ended } = await serving([], { cwd: tempProject(files) });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('has kept what it compiled when it is killed, for the next start', async () => {
    const cwd = tempProject(GOOD);
    const kept = path.join(cwd, 'compiled');
    const { child, ended } = await serving([], { cwd, env: { NODE_COMPILE_CACHE: kept } });
    child.kill('SIGKILL');
    await ended;
    expect(readdirSync(kept, { recursive: true }).length).toBeGreaterThan(100);
  });

  it('does not mind that nobody reads what it prints', async () => {
    const command = `"${process.execPath}" "${BIN}" serve --port 0 | head -1`;
    const shell = spawn('sh', ['-c', command], { cwd: tempProject(GOOD), detached: true });
    onTestFinished(() => {
      process.kill(-(shell.pid ?? 0), 'SIGKILL');
    });
    const [line] = await once(createInterface(shell.stdout), 'line');
    const url = String(line).split(' ').at(-1);
    const status = async (path: string): Promise<number> => (await fetch(`${url}/${path}`)).status;
    expect(await status('livez')).toBe(200);
    // What it prints when it is ready goes nowhere, and it answers all the same.
    await expect.poll(() => status('readyz')).toBe(200);
    expect(await status('livez')).toBe(200);
  });
});
