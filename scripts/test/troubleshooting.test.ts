/** docs/troubleshooting.md: everything that it says a person sees is brought about here, and seen. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { ENV, FLOWLANG, PYTHON, ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';
import { folderOutside, PORT } from './typed.ts';

vi.setConfig({ testTimeout: 60_000 });

const guide = readFileSync(path.join(ROOT, 'docs/troubleshooting.md'), 'utf8');
const messages = new Map(codeBlocks(guide).map(({ file, text }) => [file, text.trimEnd()]));
const folder = folderOutside('flowlang trouble ');

/** That what was printed has the message of that name, but for paths, ports and numbers that differ. */
function expectMessage(name: string, printed: string, dir = folder): void {
  const message = messages.get(name) ?? expect.fail(`the guide has no message ${name}`);
  const plain = printed.replaceAll(dir, '/path/to/project').replaceAll(String(PORT), '8000');
  expect(plain.replace(/process \d+/, 'process 4711')).toContain(message);
}

/** A folder with these files, which finds the packages of this repository unless it is `bare`. */
function project(name: string, files: Readonly<Record<string, string>>, bare = false): string {
  const dir = path.join(folder, name);
  for (const [file, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  }
  if (!bare) symlinkSync(path.join(ROOT, 'node_modules'), path.join(dir, 'node_modules'));
  return dir;
}

/** What a program printed in the end, on both of its streams. */
function printedBy(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { FORCE_COLOR: _, ...env } = ENV;
  const child = spawn(program, args, { cwd, env: { ...env, NO_COLOR: '1' } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
  return new Promise((resolve) => child.on('close', () => resolve(printed)));
}

const flowlang = (args: readonly string[], cwd: string) => printedBy(process.execPath, [FLOWLANG, ...args], cwd);
const node = (args: readonly string[], cwd: string) => printedBy(process.execPath, args, cwd);

const ORDERS = 'flow: Orders\nsteps:\n- {task: ChargeCard, id: charge}\n';

function tasks(name: string): string {
  return `import { defineTasks, printStatus } from 'flowlang';\nexport default defineTasks({ ${name}: () => ({}) });\nprintStatus(import.meta);\n`;
}

const misspelt = project('misspelt', { 'flow.yaml': ORDERS, 'flow.ts': tasks('Chargecard') });
const orders = project('orders', { 'flow.yaml': ORDERS, 'flow.ts': tasks('ChargeCard') });

describe('what the guide says of tasks', () => {
  it('is what is seen of one that has another name', async () => {
    const validate = ['validate', 'flow.yaml', '--tasks-file', 'flow.ts'];
    expectMessage('task-not-found', await flowlang(validate, misspelt));
    expectMessage('task-status', await node(['flow.ts'], misspelt));
    expectMessage('task-run', await flowlang(['run'], misspelt));
  });

  it('is what a test of the flow says', async () => {
    const script = `import { FlowTest } from 'flowlang/testing';
      const { error } = await (await FlowTest.load('flow.yaml', { tasks: 'flow.ts' })).run();
      console.log(error.type + ': ' + error.message);`;
    expectMessage('task-error', await node(['--input-type=module', '--eval', script], misspelt));
  });
});

/** A server, and what it has printed. */
class Serving {
  printed = '';
  readonly child: ChildProcess;

  constructor(dir: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [FLOWLANG, 'serve', '--port', String(PORT), ...args], { cwd: dir, env: ENV });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data) => {
        this.printed += data;
      });
    }
    afterAll(() => this.child.kill('SIGKILL'));
  }

  shows(text: string): Promise<void> {
    return vi.waitFor(() => expect(this.printed).toContain(text), { timeout: 30_000, interval: 50 });
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.child.on('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

describe('what the guide says of servers', () => {
  it('is what is seen of one that serves an unfinished flow', async () => {
    const server = new Serving(misspelt, ['--journal', 'memory']);
    await server.shows('Stop');
    const answer = await fetch(`http://localhost:${PORT}/flows/Orders/execute`, { method: 'POST' });
    expect(answer.status).toBe(503);
    expectMessage('not-ready', await answer.text());
    await server.end();
  });

  it('is what is logged of edits, and of a second server', async () => {
    const server = new Serving(orders, ['--reload']);
    await server.shows('Stop');
    expectMessage('reload-on', server.printed);
    expectMessage('port-taken', await flowlang(['serve', '--port', String(PORT), '--journal', 'memory'], orders));
    expectMessage('journal-in-use', await flowlang(['serve', '--port', '0'], orders), orders);
    writeFileSync(path.join(orders, 'flow.yaml'), ORDERS.replace('task:', 'taks:'));
    await server.shows('not in force');
    expectMessage('reload-broken', server.printed);
    writeFileSync(path.join(orders, 'flow.yaml'), ORDERS.replace('charge}', 'charged}'));
    await server.shows('reloaded');
    expectMessage('reload-done', server.printed);
    await server.end();
  });

  it('is what is said of a folder that cannot be written', async () => {
    // A test may run as root, who may write everywhere; not even root makes a folder where a file is.
    const dir = project('read-only', { 'flow.yaml': ORDERS, 'flow.ts': tasks('ChargeCard'), '.flowlang': '' });
    expectMessage('read-only', await flowlang(['serve', '--port', '0'], dir), dir);
  });
});

describe('what the guide says of clients', () => {
  const typescript = (baseUrl: string) => `import { FlowLangClient } from '@flowlang/client';
    const client = new FlowLangClient({ baseUrl: '${baseUrl}', retry: false });
    await client.executeFlow('Orders', {}).catch(({ name, message }) => console.log(name + ': ' + message));`;
  const ask = (url: string) => node(['--input-type=module', '--eval', typescript(url)], orders);

  it('is what both say where no server is', async () => {
    expectMessage('connection-typescript', await ask(`http://localhost:${PORT}`));
    const python = `from flowlang.client import FlowLangClient
try:
    FlowLangClient(base_url="http://localhost:${PORT}", retry=None).execute_flow("Orders", {})
except Exception as error:
    print(f"{type(error).__name__}: {error}")`;
    expectMessage('connection-python', await printedBy(PYTHON, ['-c', python], orders));
  });

  it('is what they say to something that is no FlowLang server', async () => {
    const other: Server = createServer((_request, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('nothing here'),
    );
    await new Promise<void>((resolve) => other.listen(PORT, 'localhost', resolve));
    expectMessage('wrong-base-url', await ask(`http://localhost:${PORT}/api`));
    await new Promise((resolve) => other.close(resolve));
  });

  it('is what Python says without the package, and with it', async () => {
    expectMessage('python-module', await printedBy(PYTHON, ['-I', '-S', '-c', 'import flowlang'], folder));
    const version = await printedBy(PYTHON, ['-c', 'import flowlang; print(flowlang.__version__)'], folder);
    expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('what the guide says of imports', () => {
  const bad = {
    missing: "import { defineTasks } from 'flowlang';\nexport default defineTasks({ A: () => ({}) });\n",
    alias: "import { a } from '@/shared/a';\nexport default { A: a };\n",
    file: "import { a } from '../shared/a';\nexport default { A: a };\n",
    enum: 'enum Color { Red }\nexport default { A: () => Color.Red };\n',
    syntax: 'export default { A: () => ({ };\n',
  };

  it('is what is seen of each', async () => {
    const files = Object.entries(bad).flatMap(([name, text]) => [
      [`${name}/flow.yaml`, `flow: F_${name}\nsteps: [{task: A}]\n`],
      [`${name}/flow.ts`, text],
    ]);
    const dir = project('imports', { ...Object.fromEntries(files), 'shared/a.ts': 'export const a = 1;\n' }, true);
    const printed = await flowlang(['validate', '.'], dir);
    expectMessage('import-flowlang', printed);
    for (const name of ['import-alias', 'import-file', 'import-enum', 'import-syntax']) expectMessage(name, printed);
    expectMessage('import-node', await node(['missing/flow.ts'], dir));
  });

  it('is what an old Node is told', async () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.11.0'})";
    expectMessage('old-node', await node(['--import', old, FLOWLANG, 'serve'], folder));
  });
});

describe('what the guide says', () => {
  it('of a variable that is not set is what the template says', async () => {
    // It has no `.env`, and nothing is written there.
    const template = path.join(ROOT, 'server/templates/APIIntegration');
    expectMessage('missing-variable', await flowlang(['run', 'flow.yaml', '--inputs', 'test_inputs.json'], template));
  });

  it('of stale files is what `--check` says', async () => {
    const line = ['generate', 'client', '.', '-o', 'flows.gen.ts'];
    await flowlang(line, orders);
    writeFileSync(path.join(orders, 'flow.yaml'), ORDERS.replace('Orders', 'Others'));
    expectMessage('stale', await flowlang([...line, '--check'], orders));
  });

  it('is held to it by one of these tests, all of it, or by those of a server that ends again and again', () => {
    const files = [import.meta.filename, path.join(ROOT, 'server/test/cli/crash-loop.test.ts')];
    const tests = files.map((file) => readFileSync(file, 'utf8')).join('');
    for (const name of messages.keys()) if (name !== undefined) expect(tests).toContain(`'${name}'`);
  });
});
