/** A disk without room: the server says so, loses nothing that it has acknowledged, and goes on when there is room again. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection, rawRequest } from '../../raw-http.ts';
import { type Finding, holds, many, told, withServer } from './rig.ts';

const MEGABYTES = 32;
const CALLERS = 16;
const PATIENCE = 60_000;

export async function fullDisk(): Promise<Finding[]> {
  const disk = mkdtempSync(path.join(tmpdir(), 'flowlang-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch {
    rmSync(disk, { recursive: true });
    return [told('a full disk', 'skipped: only root may mount a small one')];
  }
  try {
    return await onDisk(disk);
  } finally {
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true });
  }
}

function onDisk(disk: string): Promise<Finding[]> {
  const ballast = path.join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc((MEGABYTES * 1e6) / 2));
  return withServer({ journal: path.join(disk, 'executions.db') }, async ({ server }) => {
    const results = new Map<string, string>();
    const refused = await callUntil(server.port, results, (status) => status === 503);
    const live = await askOnce(server.port, '/livez');
    const told503 = await Promise.all(
      Array.from({ length: 50 }, () => askOnce(server.port, '/flows/Short/execute', 'POST')),
    );
    rmSync(ballast);
    const full = results.size;
    const recovered = await callUntil(server.port, results, (status) => status === 200);
    await server.end('killed');
    await server.start();
    const lost = await lostOf(server.port, results);
    return [
      holds('it says 503 with Retry-After', /\r\nretry-after: \d+/i.test(refused.head), refused.body.slice(0, 200)),
      holds('it lives meanwhile', live.status === 200),
      holds(
        'it answers 503 as long as there is no room',
        told503.every(({ status }) => status === 503),
      ),
      told('until it takes work again when there is room', `${recovered.ms.toFixed(0)} ms`),
      holds(`${full} results that were told before are kept after a kill`, lost.length === 0, `${lost.length} lost`),
    ];
  });
}

interface Met {
  readonly head: string;
  readonly body: string;
  readonly ms: number;
}

/** Calls until an answer is what is waited for; notes every result that was told. */
async function callUntil(port: number, results: Map<string, string>, isIt: (status: number) => boolean): Promise<Met> {
  const began = performance.now();
  let met: Met | undefined;
  await many(CALLERS, CALLERS, async () => {
    const connection = await RawConnection.open(port);
    while (met === undefined) {
      const { status, head, body } = await connection.ask(EXECUTE);
      if (status === 200) results.set(/\r\nx-execution-id: (\S+)/i.exec(head)?.[1] ?? '', body);
      else if (status !== 503) throw new Error(`${status}: ${body}`);
      const ms = performance.now() - began;
      if (isIt(status)) met ??= { head, body, ms };
      if (ms > PATIENCE) throw new Error(`It answers ${status} after ${PATIENCE} ms`);
      if (status === 503) await sleep(100);
    }
    connection.close();
  });
  if (met === undefined) throw new Error('Nobody was answered');
  return met;
}

async function lostOf(port: number, results: ReadonlyMap<string, string>): Promise<string[]> {
  const lost: string[] = [];
  const connection = await RawConnection.open(port);
  for (const [id, body] of results) {
    const { status, body: record } = await connection.ask(rawRequest('GET', `/flows/Short/executions/${id}`));
    const { outputs } = JSON.parse(body) as { outputs: { nonce: string } }; // The flow of this check promises it.
    if (status !== 200 || !record.includes(outputs.nonce)) lost.push(id);
  }
  connection.close();
  return lost;
}

const EXECUTE = rawRequest('POST', '/flows/Short/execute', { body: '{"inputs":{"number":2}}' });

async function askOnce(port: number, url: string, method = 'GET') {
  const connection = await RawConnection.open(port);
  const answer = await connection.ask(method === 'GET' ? rawRequest(method, url) : EXECUTE);
  connection.close();
  return answer;
}
