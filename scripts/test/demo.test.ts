import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';

/** Runs the demo to its end; answers what it printed. */
function demo(): Promise<string> {
  const child = spawn('node', ['scripts/demo/main.ts', '--once'], { cwd: ROOT, env: ENV, stdio: 'pipe' });
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
    child.on('exit', (code) => (code === 0 ? resolve(printed) : reject(new Error(printed))));
  });
}

describe('npm run demo', () => {
  it('runs OrderProcessor through both clients, though another program has its port', { timeout: 60_000 }, async () => {
    const other = createServer().on('error', () => {});
    await new Promise<void>((resolve) => {
      // If the port is taken already, that is as good.
      other.on('error', () => resolve());
      other.listen(8000, 'localhost', resolve);
    });
    const printed = await demo();
    other.close();
    expect(printed).toMatch(/Port 8000 is taken by another program: this is on port \d+ instead\./);
    expect(printed.match(/15 {2}flow_completed/g)).toHaveLength(2);
    expect(printed.match(/HAM-ord_test_123/g)).toHaveLength(2);
    expect(printed).toMatch(/Open {4}http:\/\/localhost:\d+\/docs/);
    expect(printed).toContain('curl -X POST');
  });
});
