import { describe, expect, it, vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { Journal } from '../../src/engine/journal.ts';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { Catalog } from '../../src/project/catalog.ts';
import { loadFlows } from '../../src/project/load-flows.ts';
import { silentLogger, systemWorld } from '../../src/world.ts';
import { tempProject } from '../project/temp-project.ts';
import { createApp } from './app-rig.ts';
import { FLOWS } from './flows.ts';

const asIs = (text: string): string => text;
const GREET = { 'greet/flow.yaml': FLOWS['greet/flow.yaml'], 'greet/flow.ts': FLOWS['greet/flow.ts'] };

/** The server on a journal of the test's own. */
async function appOn(journal: Journal, phase: 'starting' | 'ready' = 'ready') {
  const logger = { ...silentLogger, error: vi.fn() };
  const catalog = new Catalog(await loadFlows({ multiDir: tempProject(GREET) }, { redact: asIs }));
  const engine = new Engine(journal, systemWorld(logger, asIs));
  const { app } = await createApp({ catalog, engine, journal, logger, version: '0', state: { phase } });
  const execute = (path = 'execute') =>
    app.inject({
      method: 'POST',
      url: `/flows/Greet/${path}`,
      payload: { name: 'Ada' },
      headers: { 'x-request-id': 'r1' },
    });
  return { app, logger, execute };
}

function memory(maxExecutions?: number): MemoryJournal {
  return new MemoryJournal({ now: () => 0, ...(maxExecutions !== undefined && { maxExecutions }) });
}

describe('a server that fails', () => {
  it('says no more than the id under which its log has the reason', async () => {
    const journal = memory();
    const reason = new Error('connect to postgres://user:hunter2@db failed');
    vi.spyOn(journal, 'create').mockRejectedValue(reason);
    const { execute, logger } = await appOn(journal);
    const answer = await execute();
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      type: 'urn:flowlang:problem:internal_error',
      title: 'The server failed',
      status: 500,
      detail: 'The log of the server has more under this request_id.',
      instance: '/flows/Greet/execute',
      code: 'internal_error',
      request_id: 'r1',
    });
    expect(logger.error).toHaveBeenCalledExactlyOnceWith({ request_id: 'r1', err: reason }, 'a request failed');
  });

  it('logs nothing of what is the fault of a request', async () => {
    const { app, logger } = await appOn(memory());
    await app.inject({
      method: 'POST',
      url: '/flows/Greet/execute',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    await app.inject({ method: 'POST', url: '/flows/Greet/execute', payload: {} });
    await app.inject('/flows/Nope');
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('logs a stream that breaks off, with both ids', async () => {
    const journal = memory();
    const reason = new Error('gone');
    const { execute, logger } = await appOn(journal);
    vi.spyOn(journal, 'read').mockRejectedValue(reason);
    await expect(execute('execute/stream')).rejects.toThrow();
    const fields = { request_id: 'r1', execution_id: expect.any(String), err: reason };
    expect(logger.error).toHaveBeenCalledExactlyOnceWith(fields, 'a stream broke off');
  });
});

describe('an execution that is lost before its end', () => {
  it('is asked for again, and no trouble of the journal that the log would tell of', async () => {
    const journal = memory();
    vi.spyOn(journal, 'create').mockResolvedValue({ kind: 'joined', execution_id: 'e1' });
    vi.spyOn(journal, 'record').mockResolvedValue(undefined);
    const { execute } = await appOn(journal);
    const answer = await execute();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toHaveProperty('retry-after', '1');
    expect(answer.json()).toMatchObject({
      code: 'server_draining',
      detail: 'The execution e1 is not kept any more. Ask again.',
    });
  });
});

describe('a server that is full', () => {
  it.each(['execute', 'execute/stream'])('says on %s when to ask again', async (path) => {
    const { execute } = await appOn(memory(0));
    const answer = await execute(path);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json().code).toBe('server_full');
  });
});

describe('a server that starts', () => {
  it('is not ready', async () => {
    const { app } = await appOn(memory(), 'starting');
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'starting' });
  });
});
