/** A server whose clock is set while executions wait. The clock is that of libfaketime; without it nothing is tried. */
import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { serving } from './command.ts';

const [LIBRARY] = globSync(['/usr/lib/*/faketime/libfaketimeMT.so.1', '/usr/lib/faketime/libfaketimeMT.so.1']);
if (LIBRARY === undefined) console.warn('libfaketime is not there: no clock is set (apt-get install faketime)');

it.skipIf(LIBRARY === undefined)(
  'ends what is due within half a minute of a clock that is put right, or set past it',
  async () => {
    const cwd = tempProject({
      'flow.yaml': 'flow: Wait\ninputs: [{ name: seconds, type: number }]\nsteps: [{ wait: "${inputs.seconds}" }]\n',
    });
    const clock = path.join(cwd, 'clock');
    const set = (seconds: string): void => writeFileSync(clock, `${seconds}\n`);
    set('+0');
    const { url } = await serving([], { cwd, env: faked(clock) });
    const begin = async (seconds: number): Promise<string> => {
      const response = await fetch(`${url}/flows/Wait/execute`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'respond-async' },
        body: JSON.stringify({ seconds }),
      });
      return response.headers.get('location') ?? '';
    };
    const status = async (at: string): Promise<string> => (await (await fetch(url + at)).json()).status;
    const [short, long] = [await begin(3), await begin(3600)];
    await expect.poll(() => Promise.all([status(short), status(long)])).toEqual(['waiting', 'waiting']);
    set('-3600');
    await delay(8000);
    expect(await status(short)).toBe('waiting');
    set('+0');
    await expect.poll(() => status(short), { timeout: 35_000 }).toBe('completed');
    expect(await status(long)).toBe('waiting');
    set('+7200');
    await expect.poll(() => status(long), { timeout: 35_000 }).toBe('completed');
  },
  120_000,
);

function faked(clock: string): Record<string, string> {
  return {
    LD_PRELOAD: LIBRARY ?? '',
    DONT_FAKE_MONOTONIC: '1',
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_CACHE_DURATION: '1',
  };
}
