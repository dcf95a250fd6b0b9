/** Workers that end, all ways: nothing that was told is lost, and nothing ends twice. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parseEvents, readUntil } from '../http/harness.ts';
import { tempProject } from '../project/temp-project.ts';
import { flowlang, type Serving, serving } from './command.ts';
import { GOOD } from './projects.ts';
import { anyDoor, type Door, FLOWS, processesOf, twoDoors } from './workers-rig.ts';

const TWO = ['--multi', '.', '--workers', '2'];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What a worker that ends under it makes of a request is a broken connection, and the client asks again. */
async function stubborn(door: Door, path: string, sent: Parameters<Door['ask']>[1]) {
  for (;;) {
    try {
      const answer = await door.ask(path, sent);
      if (answer.status !== 503) return answer;
    } catch {}
    await delay(50);
  }
}

function startSteps(door: Door, key: string) {
  const headers = { 'idempotency-key': key };
  return stubborn(door, '/flows/Steps/execute', { json: { items: [1, 2, 3, 4, 5], ms: 50 }, headers });
}

async function workerOf(door: Door): Promise<number> {
  return (await door.ask('/flows/Who/execute', { json: {} })).json.outputs.pid;
}

describe('a worker that is killed', () => {
  it('is replaced, and its executions go on at another: none is lost, and each ends once', async () => {
    const server = await serving(TWO, { cwd: tempProject(FLOWS) });
    const [one, other] = await twoDoors(server);
    const victim = await workerOf(one);
    const waiting = await one.ask('/flows/Approval/execute', { json: {}, headers: { prefer: 'respond-async' } });
    const at = `/flows/Approval/executions/${waiting.json.execution_id}`;
    const stream = await other.open(`${at}/events`);
    const door = anyDoor(server);
    const keys = Array.from({ length: 20 }, (_, number) => `key-${number}`);
    const answers = keys.map((key) => startSteps(door, key));
    await delay(100);
    process.kill(victim, 'SIGKILL');
    const ids = new Set<string>();
    for (const { status, json } of await Promise.all(answers)) {
      expect([status, json.outputs]).toEqual([200, { count: 5 }]);
      ids.add(json.execution_id);
    }
    expect(ids.size).toBe(20);
    for (const id of [...ids].slice(0, 10)) {
      const { json } = await door.ask(`/flows/Steps/executions/${id}/events?limit=1000`, {
        headers: { accept: 'application/json' },
      });
      expect(json.events.filter(({ type }: { type: string }) => type === 'flow_completed')).toHaveLength(1);
      const seqs = json.events.map(({ seq }: { seq: number }) => seq);
      expect(seqs).toEqual(seqs.map((_: number, index: number) => index + 1));
    }
    const delivered = await stubborn(door, `${at}/events/approval`, { json: { by: 'Ada' } });
    expect(delivered.status).toBe(202);
    const events = parseEvents(await readUntil(stream, 'flow_completed'));
    expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, index) => index + 1));
    const now = await Promise.all((await twoDoors(server)).map(workerOf));
    expect(now).not.toContain(victim);
  });
});

describe('a server of workers that is told to stop', () => {
  it('finishes what runs in each, leaves the rest to the next start, and is 0', async () => {
    const cwd = tempProject(FLOWS);
    const server = await serving(TWO, { cwd });
    const doors = await twoDoors(server);
    const begun = await Promise.all(
      doors.map((door) => door.ask('/flows/Approval/execute', { json: {}, headers: { prefer: 'respond-async' } })),
    );
    const running = doors.map((door) => door.ask('/flows/Steps/execute', { json: { items: [1, 2, 3], ms: 200 } }));
    await delay(200);
    server.child.kill('SIGTERM');
    for (const { status } of await Promise.all(running)) expect(status).toBe(200);
    expect(await server.ended).toBe(0);
    expect(processesOf(server).filter(isAlive)).toEqual([]);
    const after = await serving(['--multi', '.'], { cwd });
    for (const { json } of begun) {
      const at = `/flows/Approval/executions/${json.execution_id}`;
      const delivered = await anyDoor(after).ask(`${at}/events/approval`, { json: { by: 'Ada' } });
      expect(delivered.status).toBe(202);
    }
  });

  it('twice stops at once, and leaves no process behind', async () => {
    const server = await serving(TWO, { cwd: tempProject(FLOWS) });
    const slow = anyDoor(server).ask('/flows/Steps/execute', { json: { items: [1], ms: 60_000 } });
    slow.catch(() => {});
    await delay(300);
    server.child.kill('SIGTERM');
    await delay(300);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(1);
    await expect.poll(() => processesOf(server).filter(isAlive), { timeout: 5000 }).toEqual([]);
  });
});

describe('a server of workers whose leading process is killed', () => {
  it('ends, and the next start shares what it left among its workers', async () => {
    const cwd = tempProject(FLOWS);
    const before = await serving(TWO, { cwd });
    const begun: string[] = [];
    for (const door of await twoDoors(before)) {
      const { json } = await door.ask('/flows/Approval/execute', { json: {}, headers: { prefer: 'respond-async' } });
      begun.push(`/flows/Approval/executions/${json.execution_id}`);
    }
    await killed(before);
    await expect.poll(() => processesOf(before).filter(isAlive), { timeout: 5000 }).toEqual([]);
    const after = await serving(TWO, { cwd });
    for (const door of await twoDoors(after))
      for (const at of begun) expect((await door.ask(at)).json.status).toBe('waiting');
    for (const at of begun)
      expect((await anyDoor(after).ask(`${at}/events/approval`, { json: { by: 'Ada' } })).status).toBe(202);
  });
});

async function killed({ child, ended }: Serving): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

describe('workers cannot begin, which is said once and is 2', () => {
  it.each([
    [['--journal', 'memory'], /^flowlang: Workers share a journal in a file: leave --journal memory out/],
    [['--multi', 'nothing'], /^flowlang: There is no folder .*nothing\.\n$/],
    [['--host', 'nothing.invalid'], /^flowlang: nothing\.invalid is no address of this machine\.\n$/],
  ])('with %j', async (args, message) => {
    const { code, stdout, stderr } = await flowlang(['serve', '--port', '0', '--workers', '2', ...args], {
      cwd: tempProject(GOOD),
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.match(/flowlang:/g)).toHaveLength(1);
  });
});
