import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';

function packed(workspace: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-pack-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd: ROOT, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const archive = run('npm', ['pack', '--silent', '--workspace', workspace, '--pack-destination', folder]).trim();
  run('tar', ['-xzf', path.join(folder, archive), '-C', folder]);
  return path.join(folder, 'package');
}

test.each(['server', 'openapi'])(
  'the package of %s holds the schema that editors ask for',
  (workspace) => {
    const schema = readFileSync(path.join(ROOT, 'openapi', 'flow.schema.json'), 'utf8');
    expect(readFileSync(path.join(packed(workspace), 'flow.schema.json'), 'utf8')).toBe(schema);
  },
  60_000,
);
