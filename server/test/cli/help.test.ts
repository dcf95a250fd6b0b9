import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, flowlang } from './command.ts';

describe('flowlang', () => {
  it('says its version', async () => {
    const manifest = readFileSync(path.join(path.dirname(BIN), '../package.json'), 'utf8');
    const { version } = JSON.parse(manifest);
    expect(await flowlang(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('says what it can do, with examples', async () => {
    const { code, stdout, stderr } = await flowlang(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const command of ['init', 'add', 'serve', 'validate', 'run', 'generate', 'scaffolder', 'status', 'backup'])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stdout).toMatch(/Examples:\n {2}flowlang /);
  });

  it('without a command shows its help, and has done nothing', async () => {
    const { code, stdout, stderr } = await flowlang([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: flowlang');
  });

  it.each(['init', 'add', 'serve', 'validate', 'run', 'generate', 'scaffolder', 'status', 'backup'])(
    '%s has help with examples',
    async (command) => {
      const { code, stdout } = await flowlang([command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: flowlang ${command}`);
      expect(stdout).toMatch(new RegExp(`Examples:\n  flowlang ${command}`));
    },
  );

  it.each([
    [['ini'], 'init'],
    [['serv'], 'serve'],
    [['validat', 'flow.yaml'], 'validate'],
    [['serve', '--prot', '1'], '--port'],
    [['run', '--input', 'in.json'], '--inputs'],
    [['validate', '--fromat', 'json'], '--format'],
    [['generate', 'cleint'], 'client'],
    [['generate', 'pyhton', '.', '--check'], 'python'],
  ])('%j is a mistake that it understands', async (args, meant) => {
    const { code, stdout, stderr } = await flowlang(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`(Did you mean ${meant}?)`);
    expect(stderr).toContain('--help');
  });

  it.each([
    [['validate', '--format', 'xml'], 'Allowed choices are text, json, sarif, github'],
    [['generate', 'java'], 'Allowed choices are openapi, client, python'],
    [['generate'], "missing required argument 'what'"],
    [['serve', '--journal', 'disk'], 'It must be sqlite, sqlite:PATH or memory.'],
    [['serve', '--project', '.', '--multi', '.'], "cannot be used with option '--multi"],
    [['serve', '--port', '65536'], 'a whole number from 0 to 65535'],
    [['serve', '--port', '80a'], 'a whole number from 0 to 65535'],
    [['validate', 'a', 'b'], 'too many arguments'],
  ])('%j cannot be done, and it says why', async (args, reason) => {
    const { code, stderr } = await flowlang(args);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });

  it('does not mind a reader that has had enough', () => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${BIN}" --help | true`], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
