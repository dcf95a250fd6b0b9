import { spawn } from 'node:child_process';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';

async function soak(...args: readonly string[]): Promise<string> {
  const child = spawn('node', ['scripts/soak/main.ts', ...args], { cwd: ROOT, env: ENV, stdio: 'pipe' });
  const [printed, errors] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
  return printed + errors;
}

describe('npm run soak', () => {
  it('kills a server under load, and finds nothing lost, repeated or told otherwise than it is kept', {
    timeout: 180_000,
  }, async () => {
    const printed = await soak('--rounds', '6', '--callers', '6', '--seed', '4');
    expect(printed).toContain('all promises kept');
    expect(printed).toMatch(/ [1-9]\d* {2}kills/);
  });
});
