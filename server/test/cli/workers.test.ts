/** Several processes on one port: whichever is asked, the answer is that of one server. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEvents, readUntil } from '../http/harness.ts';
import { createProject } from '../project-folder.ts';
import { type Serving, serving } from './command.ts';
import { type Answer, Door, FLOWS, twoDoors } from './workers-rig.ts';

let server: Serving;
let one: Door;
let other: Door;
const project = createProject(FLOWS);
const ends: (() => void)[] = [() => project.remove()];

beforeAll(async () => {
  server = await serving(['--multi', '.', '--workers', '2', '--disconnect-grace', '300ms'], {
    cwd: project.dir,
    until: (end) => ends.unshift(end),
  });
  [one, other] = await twoDoors(server);
}, 60_000);
afterAll(() => {
  for (const end of ends) end();
});

const ASYNC = { prefer: 'respond-async' };

async function begin(flow: string, door: Door, json: unknown = {}): Promise<string> {
  const { status, json: record } = await door.ask(`/flows/${flow}/execute`, { json, headers: ASYNC });
  expect(status).toBe(202);
  return `/flows/${flow}/executions/${record.execution_id}`;
}

async function reached(at: string, door: Door, status: string): Promise<Answer['json']> {
  for (;;) {
    const { json } = await door.ask(at);
    if (json.status === status) return json;
    await delay(20);
  }
}

function notes(id: string): readonly string[] {
  const lines = readFileSync(path.join(project.dir, 'tries.txt'), 'utf8').trimEnd().split('\n');
  return lines.filter((line) => line.includes(id));
}

function idOf(at: string): string {
  return at.slice(at.lastIndexOf('/') + 1);
}

describe('two workers', () => {
  it('begin one execution for one key, from however many connections it comes', async () => {
    const sent = { json: { items: [1, 2, 3] }, headers: { 'idempotency-key': 'shared' } };
    const doors = Array.from({ length: 12 }, () => new Door(server.url));
    const answers = await Promise.all(doors.map((door) => door.ask('/flows/Steps/execute', sent)));
    expect(new Set(answers.map(({ json }) => json.execution_id)).size).toBe(1);
    for (const { status, json } of answers) expect([status, json.outputs]).toEqual([200, { count: 3 }]);
    for (const door of [one, other]) {
      expect((await door.ask('/flows/Steps/execute', { ...sent, json: { items: [1] } })).status).toBe(422);
      expect((await door.ask('/flows/Steps/execute', sent)).json.execution_id).toBe(answers[0]?.json.execution_id);
    }
  });

  it('know of each other what waits and what ran, one by one and in lists', async () => {
    const at = await begin('Approval', one);
    for (const door of [one, other]) {
      await reached(at, door, 'waiting');
      const { json } = await door.ask('/flows/Approval/executions?status=waiting');
      expect(json.items).toContainEqual(expect.objectContaining({ execution_id: idOf(at), status: 'waiting' }));
      const all = await door.ask('/flows/Approval/executions');
      expect(all.json.items).toContainEqual(expect.objectContaining({ execution_id: idOf(at), status: 'waiting' }));
    }
  });

  it('deliver an event to an execution of the other, and refuse it a second time', async () => {
    const at = await begin('Approval', one);
    await reached(at, one, 'waiting');
    const delivered = await other.ask(`${at}/events/approval`, { json: { by: 'Ada' } });
    expect(delivered.status).toBe(202);
    expect(await reached(at, other, 'completed')).toMatchObject({ outputs: { by: 'Ada' } });
    for (const door of [one, other])
      expect((await door.ask(`${at}/events/approval`, { json: { by: 'Bo' } })).status).toBe(409);
    expect(notes(idOf(at))).toHaveLength(2);
  });

  it('cancel an execution of the other', async () => {
    const at = await begin('Approval', one);
    expect((await other.ask(`${at}/cancel`, { json: { reason: 'enough' } })).status).toBe(202);
    expect(await reached(at, one, 'cancelled')).toMatchObject({ error: { message: 'enough' } });
    expect((await other.ask(`${at}/cancel`, { json: {} })).status).toBe(409);
    expect((await other.ask('/flows/Approval/executions/none/cancel', { json: {} })).status).toBe(404);
  });

  it('retry an execution of the other', async () => {
    const failed = await one.ask('/flows/Fragile/execute', { json: {} });
    const retried = await other.ask(`/flows/Fragile/executions/${failed.json.execution_id}/retry`, { json: {} });
    expect(retried.json).toMatchObject({ origin: 'retry', parent_id: failed.json.execution_id });
  });

  it('stream the events of an execution of the other while it runs, from any event on', async () => {
    const at = await begin('Steps', one, { items: Array.from({ length: 30 }, (_, at) => at) });
    const early = await new Door(server.url).open(`${at}/events`);
    const text = await readUntil(early, 'flow_completed');
    const events = parseEvents(text);
    expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, at) => at + 1));
    for (const door of [one, other]) {
      const message = await door.open(`${at}/events`, { headers: { 'last-event-id': '10' } });
      const rest = parseEvents(await readUntil(message, 'flow_completed'));
      expect(rest).toEqual(events.slice(10));
    }
  });

  it('end together with the last reader, whichever worker has it', async () => {
    const headers = { 'x-cancel-on-disconnect': 'true', 'idempotency-key': 'watched' };
    const first = await one.open('/flows/Approval/execute/stream', { json: {}, headers });
    const at = `/flows/Approval/executions/${first.headers['x-execution-id']}`;
    const second = await other.open(`${at}/events`);
    await readUntil(second, 'step_waiting');
    first.destroy();
    // Longer than readers have to come back.
    await delay(1000);
    const any = new Door(server.url);
    expect((await any.ask(at)).json.status).toBe('waiting');
    second.destroy();
    expect(await reached(at, any, 'cancelled')).toMatchObject({ error: { message: 'its last reader left' } });
  });
});
