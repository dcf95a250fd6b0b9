/** The README, typed by somebody new: every command and every file of it, in its order, in a folder outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'flowlang readme '));
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const [twoCommands, ...start] = codeBlocks(readme);
const servers: ChildProcess[] = [];
const PORT = 20_000 + (process.pid % 20_000);

/** As it stands there, but for the folder, and the port, which another program may have. */
function adapt(text: string): string {
  return text.replaceAll('../greeter', `'${folder}'`).replaceAll('8000', String(PORT));
}

/** Runs a line in the shell that a person would have; answers what it printed. */
function type(line: string, cwd: string): Promise<string> {
  const child = spawn('bash', ['-euc', line], { cwd, env: { ...ENV, FLOWLANG: ROOT }, stdio: 'pipe' });
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
    child.on('exit', (code) => (code === 0 ? resolve(printed) : reject(new Error(`${line}\n${printed}`))));
  });
}

/** Runs a server until the end of the tests; answers when it serves. */
function serve(line: string, cwd: string): Promise<void> {
  const child = spawn('bash', ['-euc', line], { cwd, env: ENV, stdio: 'pipe', detached: true });
  servers.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => String(data).includes('serves') && resolve());
    child.on('exit', (code) => reject(new Error(`${line} ended with exit code ${code}`)));
  });
}

afterAll(() => {
  // The whole group: a shell, npx and the server.
  for (const { pid } of servers) if (pid !== undefined) process.kill(-pid);
  rmSync(folder, { recursive: true, force: true });
});

describe('the README', () => {
  it('names two commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const commands = twoCommands?.text.split('\n').flatMap((line) => line.match(/^npm (?:run )?(\w+)/)?.[1] ?? []);
    expect(commands).toEqual(['demo', 'test']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands ?? []));
  });

  it('leads from an empty folder to a flow that both clients call', { timeout: 240_000 }, async () => {
    let printed = '';
    let cwd = ROOT;
    for (const { language, file, text } of start) {
      if (file !== undefined) writeFileSync(path.join(folder, file), adapt(text));
      if (language !== 'bash') continue;
      for (const line of adapt(text).trimEnd().split('\n')) {
        if (line.startsWith('FLOWLANG=')) continue;
        if (line.startsWith('mkdir')) cwd = folder;
        else if (line.includes('flowlang serve')) await serve(line, cwd);
        else printed += await type(line, cwd);
      }
    }
    expect(printed).toContain('"implementation_status":"2/2 (100.0%)"');
    expect(printed.match(/"text":\s*"Hello Ada! Hello Ada!"/g)?.length).toBeGreaterThanOrEqual(3);
    expect(printed).toContain('event: flow_completed');
    expect(printed.match(/^Hello Ada!$/gm)).toHaveLength(2);
    expect(printed).toContain('repeated: completed');
    expect(printed).toContain('Step: repeated, Status: completed');
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');
    for (const link of links) expect(() => readFileSync(path.join(ROOT, link)), link).not.toThrow(/ENOENT/);
  });
});
