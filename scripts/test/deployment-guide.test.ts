/** docs/deployment.md, as an operator follows it: its commands, its unit, and its lines for nginx before a server that runs. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';
import { folderOutside, PORT, type } from './typed.ts';

const folder = folderOutside('flowlang deployment ');
const blocks = codeBlocks(readFileSync(path.join(ROOT, 'docs/deployment.md'), 'utf8'));
const shown = (language: string): string[] =>
  blocks.filter((block) => block.language === language).map(({ text }) => text);
const [production = '', workers = '', backup = ''] = shown('sh').map(adapt);
const [location = ''] = shown('nginx').map(adapt);
const [unit = ''] = shown('ini');

/** As it stands there, but for the port, which another program may have, and for folders that only root has. */
function adapt(text: string): string {
  return text.replaceAll('8000', String(PORT)).replace('/backups/', `"$PWD"/`).trim();
}

const hasNginx = spawnSync('nginx', ['-v']).error === undefined;
if (!hasNginx) console.warn('No nginx: the lines for it are not tried.');

interface Served {
  readonly process: ChildProcess;
  /** What it has printed. */
  readonly log: () => string;
}

const running: ChildProcess[] = [];

/** Starts a program; answers when it serves. */
async function start(line: string, env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const child = spawn('bash', ['-euc', `exec env ${line}`], { cwd: folder, env: { ...ENV, ...env } });
  running.push(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (log += data));
  for (let tries = 0; !(await isUp()); tries++) {
    if (tries > 1000 || child.exitCode !== null) throw new Error(`${line}\n${log}`);
    await sleep(50);
  }
  return { process: child, log: () => log };
}

const isUp = (): Promise<boolean> =>
  fetch(`http://localhost:${PORT}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** The status that a program ends with when it is told to. */
async function stop(child: ChildProcess): Promise<number | null> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

beforeAll(() => {
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    path.join(folder, 'flow.yaml'),
    `flow: Slow
steps:
  - { task: Say, id: said }
  - { wait: 1.5, id: pause }
outputs:
  - { name: text, value: "\${said.text}" }
`,
  );
  writeFileSync(
    path.join(folder, 'flow.ts'),
    `import { defineTasks } from 'flowlang';

export default defineTasks({ Say: async () => ({ text: 'hello' }) });
`,
  );
});

afterEach(async () => {
  await Promise.all(running.splice(0).map(stop));
});

describe('the guide to deployment', { timeout: 120_000 }, () => {
  it('has a command for production, which logs JSON, lists nothing to others, and is backed up while it runs', async () => {
    const { process: child, log } = await start(production);
    expect(await type(backup, folder)).toContain('executions-2026-01-31.db');
    const { status } = await fetch(`http://localhost:${PORT}/flows/Slow/executions`);
    expect(status).toBe(403);
    expect(await stop(child)).toBe(0);
    const lines = log().trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 'info', pid: child.pid });
    expect(existsSync(path.join(folder, 'executions-2026-01-31.db'))).toBe(true);
  });

  it('has a command for several processes', async () => {
    const { process: child, log } = await start(`${workers} --port ${PORT}`);
    const answer = await type(
      `curl -s -X POST localhost:${PORT}/flows/Slow/execute -H 'Content-Type: application/json' -d '{}'`,
      folder,
    );
    expect(JSON.parse(answer)).toMatchObject({ success: true, outputs: { text: 'hello' } });
    expect(await stop(child)).toBe(0);
    expect(log()).toMatch(/Workers +4/);
  });

  it('has a unit whose program ends well before systemd would kill it', async () => {
    const said = Object.fromEntries(unit.matchAll(/^(\w+)=(.*)$/gm).map(([, name, value]) => [name, value]));
    const [name, value] = `${said['Environment']}`.split('=');
    const line = `${said['ExecStart']}`.replace(`${said['WorkingDirectory']}/`, '');
    const { process: child } = await start(`${line} --port ${PORT}`, { [`${name}`]: value });
    const since = performance.now();
    expect(await stop(child)).toBe(0);
    expect(performance.now() - since).toBeLessThan(Number(said['TimeoutStopSec']) * 1000);
  });

  it.skipIf(!hasNginx)(
    'has lines for nginx, through which events come as they happen, and the address of who asks',
    async () => {
      const { log } = await start(`${production} --trust-proxy loopback --log-level debug`);
      const config = path.join(folder, 'nginx.conf');
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${of};`);
      writeFileSync(
        config,
        `daemon off; pid nginx.pid; error_log stderr; events {}
http { access_log off; ${temporary.join(' ')} server { listen 127.0.0.1:${PORT + 1}; ${location} } }`,
      );
      running.push(spawn('nginx', ['-p', folder, '-c', config], { stdio: 'inherit' }));
      const events = `curl -sN --retry 20 --retry-connrefused --retry-delay 1 --interface 127.0.0.2 -X POST \
      http://127.0.0.1:${PORT + 1}/flows/Slow/execute/stream -H 'Content-Type: application/json' -d '{}'`;
      const came = await type(`${events} | while read -r line; do echo "$(date +%s%3N) $line"; done`, folder);
      const at = (type: string): number => Number(new RegExp(`^(\\d+) event: ${type}$`, 'm').exec(came)?.[1]);
      expect(at('flow_completed') - at('flow_started')).toBeGreaterThan(1000);
      expect(log()).toContain('127.0.0.2');
    },
  );
});
