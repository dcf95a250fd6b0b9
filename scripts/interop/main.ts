/**
 * Clients and tools of other people, on our document and against our server: `node scripts/interop/main.ts`. They live in
 * a Python environment of their own, which `--install` makes; without it there is nothing to do.
 *
 *   node scripts/interop/main.ts [--install] [--examples=N] [SEED…]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from 'flowlang/server';
import { ROOT, runs } from '../workspace.ts';

const HERE = import.meta.dirname;
const VENV = path.join(HERE, '.venv');
const BIN = path.join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin');
const PROJECTS = [path.join(ROOT, 'examples'), path.join(HERE, 'flows')] as const;

const args = process.argv.slice(2);
const seeds = args.filter((arg) => /^\d+$/.test(arg));
const examples = args.find((arg) => arg.startsWith('--examples='))?.split('=')[1] ?? '25';

if (args.includes('--install') && !install()) process.exit(1);
if (!existsSync(path.join(BIN, 'schemathesis'))) {
  console.log('interop: skipped, since its tools are not installed: node scripts/interop/main.ts --install');
  process.exit();
}
const failed = [...(await generated()), ...(await fuzzed(seeds.length > 0 ? seeds : ['1', '2', '3']))];
console.log(failed.length === 0 ? 'interop: all went well' : `interop: failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);

function install(): boolean {
  const python = process.env['PYTHON'] ?? 'python3';
  const packages = ['-m', 'pip', 'install', '--quiet', '-r', path.join(HERE, 'requirements.txt')];
  return runs(python, ['-m', 'venv', VENV]) && runs(path.join(BIN, 'python'), packages);
}

/** What two generators make of the document of examples/ calls the server that the document is of. */
async function generated(): Promise<string[]> {
  const server = await startServer({ location: { multiDir: PROJECTS[0] }, port: 0 });
  const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-interop-'));
  const document = path.join(folder, 'openapi.json');
  writeFileSync(document, await (await fetch(`${server.url}/openapi.json`)).text());
  const [client, models] = [path.join(folder, 'client'), path.join(folder, 'models.py')];
  const make = ['generate', '--path', document, '--output-path', client];
  const from = ['--input', document, '--input-file-type', 'openapi', '--formatters', 'builtin'];
  const steps: Readonly<Record<string, readonly string[]>> = {
    'openapi-python-client': ['openapi-python-client', ...make],
    'its client': ['python', path.join(HERE, 'generated_client.py'), server.url, client],
    'datamodel-code-generator': [
      'datamodel-codegen',
      ...from,
      ...['--output', models, '--output-model-type', 'pydantic_v2.BaseModel'],
    ],
    'its models': ['python', path.join(HERE, 'generated_models.py'), server.url, models],
  };
  const names = await failures(Object.entries(steps));
  await server.close();
  rmSync(folder, { recursive: true });
  return names;
}

/** All checks of schemathesis, each operation by examples, at the borders, at random, and in sequences. */
async function fuzzed(chosen: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const project of PROJECTS) {
    const server = await startServer({ location: { multiDir: project }, port: 0 });
    const steps = chosen.map((seed): [string, string[]] => {
      const options = ['--checks', 'all', '--seed', seed, '--max-examples', examples, '--continue-on-failure'];
      const config = ['--config-file', path.join(ROOT, 'schemathesis.toml')];
      const command = ['schemathesis', ...config, 'run', ...options, '--request-timeout', '20', '--no-color'];
      return [`schemathesis of ${path.basename(project)}, seed ${seed}`, [...command, `${server.url}/openapi.json`]];
    });
    names.push(...(await failures(steps)));
    await server.close();
  }
  return names;
}

/** The server is in this process: a command that was waited for without a pause would wait for ever. */
async function failures(steps: readonly (readonly [string, readonly string[]])[]): Promise<string[]> {
  const names: string[] = [];
  for (const [name, command] of steps) {
    const { code, output } = await outcome(command);
    console.log(`${code === 0 ? '✔' : '✘'} ${name}`);
    if (code === 0) continue;
    console.log(output);
    names.push(name);
  }
  return names;
}

async function outcome([command = '', ...rest]: readonly string[]): Promise<{ code: unknown; output: string }> {
  const env = { ...process.env, SCHEMATHESIS_HOOKS: 'schemathesis_hooks', PYTHONPATH: HERE };
  const child = spawn(path.join(BIN, command), rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => texts.push(text));
  }
  const [code] = await once(child, 'close');
  return { code, output: texts.join('') };
}
