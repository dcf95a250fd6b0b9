/** The scripts, in the shells that they are for. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashScript } from '../../src/cli/completions/bash.ts';
import { fishScript } from '../../src/cli/completions/fish.ts';
import { zshScript } from '../../src/cli/completions/zsh.ts';
import { outlineOf } from '../../src/cli/outline.ts';
import { createProgram } from '../../src/cli/program.ts';
import { flowlang } from './command.ts';

const commands = outlineOf(createProgram(() => {}));
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'flowlang-completions-'));
  for (const name of ['flow.yaml', 'flow two.yaml']) writeFileSync(path.join(dir, name), '');
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('flowlang completions', () => {
  it('prints the script of a shell, for a file that it reads', async () => {
    const { code, stdout, stderr } = await flowlang(['completions', 'bash']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(bashScript(commands));
  });

  it.each([
    ['flowlang se', ['serve']],
    ['flowlang scaffolder ', ['scaffold', 'update', 'auto']],
    ['flowlang scaffolder update --d', ['--dry-run']],
    ['flowlang serve --durability ', ['full', 'normal']],
    ['flowlang serve --durability n', ['normal']],
    ['flowlang serve --host ', []],
    ['flowlang generate py', ['python']],
    ['flowlang run flow.yaml --inputs fl', ['flow.yaml', 'flow two.yaml']],
    ['flowlang validate fl', ['flow.yaml', 'flow two.yaml']],
    ['flowlang doctor --', ['--verbose', '--fix', '--json', '--help']],
  ])('bash completes %j', (line, wanted) => {
    const script = `${bashScript(commands)}
      COMP_WORDS=(${line.endsWith(' ') ? `${line}''` : line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _flowlang; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const offered = run('bash', ['--norc', '-c', script])
      .split('\n')
      .filter((word) => word !== '');

    expect(offered.toSorted()).toEqual([...wanted].sort());
  });

  it.skipIf(!isThere('zsh'))('zsh completes commands, options and choices', () => {
    writeFileSync(path.join(dir, 'flowlang.zsh'), zshScript(commands));
    // A terminal of its own, since zsh completes nothing without one. It waits for what is typed to be there, and no longer.
    const typed = run('zsh', [
      '-f',
      '-c',
      `zmodload zsh/zpty; zpty shell zsh -f -i
       zpty -w shell 'autoload -Uz compinit; compinit -D; source flowlang.zsh; print it is \${:-ready}'
       zpty -r shell seen '*it is ready*'
       zpty -w -n shell $'flowlang se\t'; zpty -r shell seen '*serve*'
       zpty -w -n shell $'--durab\t'; zpty -r shell seen '*--durability*'
       zpty -w -n shell $'f\t'; zpty -r shell seen '*full*' && print completed`,
    ]);
    expect(typed).toBe('completed');
  });

  it.skipIf(!isThere('fish'))('fish completes commands and choices', () => {
    const ask = (line: string): string =>
      run('fish', ['--no-config', '-c', `${fishScript(commands)}\ncomplete -C '${line}'`]);
    expect(ask('flowlang se')).toMatch(/^serve\t/);
    expect(
      ask('flowlang serve --durability ')
        .split('\n')
        .map((one) => one.split('\t')[0]),
    ).toEqual(['full', 'normal']);
  });
});

function run(shell: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(shell, args, { cwd: dir, encoding: 'utf8', timeout: 20_000 });
  return (stdout + stderr).trim();
}

function isThere(shell: string): boolean {
  return spawnSync(shell, ['--version']).status === 0;
}
