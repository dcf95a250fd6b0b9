/**
 * Makes a fresh clone ready: packages, build, Python environment. Each step is skipped when nothing has changed since.
 * Plain JavaScript that an old Node can run, since the Node that FlowLang needs is one of the packages.
 *
 *   node scripts/setup.js               all of it
 *   node scripts/setup.js --build-only  the build alone; npm runs this after `npm ci`
 *
 * What needs the new Node runs in an `npm run` of its own after this: a shell looks `node` up once, and stays with it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const BIN = path.join(ROOT, 'node_modules', '.bin');
const VENV = path.join(ROOT, '.venv');
const VENV_PYTHON =
  process.platform === 'win32' ? path.join(VENV, 'Scripts', 'python.exe') : path.join(VENV, 'bin', 'python');
const WINDOWS = process.platform === 'win32';

function fail(message) {
  console.error(`\nsetup: ${message}`);
  process.exit(1);
}

/** Shows what the command printed only when it fails. */
function run(what, command, args) {
  console.log(`setup: ${what}`);
  const env = { ...process.env, PATH: `${BIN}${path.delimiter}${process.env.PATH}` };
  const done = spawnSync(command, args, { cwd: ROOT, env, encoding: 'utf8', shell: WINDOWS });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error ? `${done.error.message}\n` : ''}`);
  fail(`${what}: "${command} ${args.join(' ')}" failed; what it printed stands above.`);
}

function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
}

/** Runs `make` unless `stamp` says that it was done with the same files. */
function once(stamp, files, make) {
  const wanted = fingerprint(files);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  make();
  writeFileSync(stamp, wanted);
}

function installPackages() {
  const manifests = ['', 'openapi', 'server', 'sdk-ts', 'contract-tests', 'examples/web'].map((dir) =>
    path.join(dir, 'package.json'),
  );
  once(path.join(ROOT, 'node_modules', '.setup-stamp'), ['package-lock.json', ...manifests], () => {
    run('installing packages (a minute or two)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  });
}

function build() {
  run('building', path.join(BIN, 'tsc'), ['-b']);
}

function findPython() {
  const version = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)';
  const names = [process.env.PYTHON, 'python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const found = names.find((name) => name && spawnSync(name, ['-c', version]).status === 0);
  return (
    found ??
    fail('Python 3.10 or newer is needed for the Python client. Install it, or name it: PYTHON=/path/to/python3')
  );
}

function preparePython() {
  const files = ['sdk-python/pyproject.toml', 'sdk-python/requirements-dev.txt'];
  once(path.join(VENV, '.setup-stamp'), files, () => {
    const python = findPython();
    rmSync(VENV, { recursive: true, force: true });
    if (spawnSync(python, ['-c', 'import venv, ensurepip']).status !== 0) {
      fail(`${python} cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv`);
    }
    run('making a Python environment in .venv', python, ['-m', 'venv', VENV]);
    const pip = [VENV_PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']];
    run('installing Python packages', pip[0], [...pip[1], '-r', 'sdk-python/requirements-dev.txt']);
    run('installing the Python client', pip[0], [...pip[1], '--editable', 'sdk-python']);
  });
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node 20 or newer is needed to begin with; this is ${process.versions.node}.`);
}
if (process.argv.includes('--build-only')) {
  build();
} else {
  installPackages();
  build();
  preparePython();
}
