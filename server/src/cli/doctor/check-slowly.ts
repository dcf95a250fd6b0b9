/** What `--verbose` tries besides: the tests, and a server on a port of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { FlowLangError } from '../../errors.ts';
import { loadConfig } from '../../project/config.ts';
import type { ProjectLocation } from '../../project/discover.ts';
import type { Finding, Patient } from './finding.ts';

const TESTS = { id: 'tests-pass', group: 'Tests', title: 'Tests pass' } as const;
const SERVER = { id: 'server', group: 'Operations', title: 'Server' } as const;

/** What stands in their place where nobody asked for it. */
export const NOT_TRIED: readonly Finding[] = [
  { ...TESTS, state: 'open', detail: 'npx vitest run, or flowlang doctor --verbose' },
  { ...SERVER, state: 'open', detail: 'flowlang doctor --verbose asks /health and /docs' },
];

export async function checkSlowly({ home }: Patient, location: ProjectLocation): Promise<readonly Finding[]> {
  return [runTests(home, location), await askServer(location)];
}

function runTests(home: string, location: ProjectLocation): Finding {
  const vitest = path.join(home, 'node_modules', 'vitest', 'vitest.mjs');
  if (!existsSync(vitest)) return { ...TESTS, state: 'wrong', detail: 'vitest is not installed: npm install' };
  const { env } = loadConfig(location);
  const options = { cwd: home, env: { ...env, NO_COLOR: '1' }, encoding: 'utf8', timeout: 600_000 } as const;
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run'], options);
  const line = (what: string): string | undefined => new RegExp(`^\\s*${what}\\s+(.*)$`, 'm').exec(stdout)?.[1];
  // A file that does not load fails without a test.
  const summary = status === 0 ? (line('Tests') ?? 'there are none') : `of files ${line('Test Files') ?? 'none ran'}`;
  if (status === 0) return { ...TESTS, state: 'good', detail: summary };
  return { ...TESTS, state: 'wrong', detail: `${summary}: npx vitest run` };
}

async function askServer(location: ProjectLocation): Promise<Finding> {
  const { startServer } = await import('../../start-server.ts');
  try {
    const server = await startServer({ location, host: 'localhost', port: 0, journal: 'memory' });
    const answers = await Promise.all(
      ['/health', '/docs'].map(async (at) => ({ at, status: (await fetch(`${server.url}${at}`)).status })),
    );
    await server.close(0);
    const bad = answers.filter(({ status }) => status !== 200);
    if (bad.length === 0) return { ...SERVER, state: 'good', detail: '/health and /docs answer' };
    return { ...SERVER, state: 'wrong', detail: bad.map(({ at, status }) => `${at} answers ${status}`).join(', ') };
  } catch (thrown) {
    if (!(thrown instanceof FlowLangError)) throw thrown;
    return { ...SERVER, state: 'wrong', detail: thrown.message };
  }
}
