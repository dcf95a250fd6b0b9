/** What `init` asks, typed on a real terminal. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BIN } from './command.ts';
import { folderWithPackages } from './packages.ts';

const CTRL_C = '\x03';
const DOWN = '\x1b[B';

/** `steps`: a text to wait for, and the keys to press then. */
function onTerminal(args: readonly string[], steps: readonly (readonly [string, string])[]) {
  const { cwd, packages } = folderWithPackages();
  const script = path.join(import.meta.dirname, 'on_terminal.py');
  const command = [process.execPath, BIN, ...args, '--packages', packages];
  const { status, stdout } = spawnSync('python3', [script, JSON.stringify(steps), ...command], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm' },
    timeout: 50_000,
  });
  return { code: status, screen: stripVTControlCharacters(stdout), cwd };
}

describe('flowlang init, on a terminal', () => {
  it('asks for the template, the name and the description, and explains a name that is none', () => {
    const { code, screen, cwd } = onTerminal(
      ['init'],
      [
        ['Select template', `${DOWN}\r`],
        ['Flow name', '9lives\r'],
        ['name is a letter', `${'\x7f'.repeat(9)}OrderProcessor\r`],
        ['Description', 'Process customer orders\r'],
      ],
    );
    expect(screen).toContain('OrderProcessor is in order-processor');
    expect(code).toBe(0);
    const flow = readFileSync(path.join(cwd, 'order-processor/flow.yaml'), 'utf8');
    expect(flow).toMatch(/^flow: OrderProcessor\ndescription: Process customer orders$/m);
    expect(readFileSync(path.join(cwd, 'order-processor/flow.ts'), 'utf8')).toContain('FetchCustomer');
  });

  const questions = [
    ['Select template', '\r'],
    ['Flow name', '\r'],
    ['Description', '\r'],
  ] as const;

  it.each([0, 1, 2])('leaves nothing after Ctrl-C at question %i', (asked) => {
    const last = questions[asked]?.[0] ?? '';
    const { code, screen, cwd } = onTerminal(['init', 'app'], [...questions.slice(0, asked), [last, CTRL_C]]);
    expect(screen).toContain('Nothing was made.');
    expect(code).toBe(1);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('asks nothing that it was told', () => {
    const { code, screen } = onTerminal(['init', 'app', '--template', 'Basic', '--name', 'MyApp'], []);
    expect(code).toBe(0);
    expect(screen).not.toContain('Description');
  });
});
