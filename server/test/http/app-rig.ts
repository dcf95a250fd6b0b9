/** The app alone, with all that a start wires in the hands of a test. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { addServices, type HttpServices, newApp } from '../../src/http/app.ts';
import type { AppOptions, HttpContext, ServerState } from '../../src/http/context.ts';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { Catalog } from '../../src/project/catalog.ts';
import { loadConfig } from '../../src/project/config.ts';
import { loadFlows } from '../../src/project/load-flows.ts';
import { silentLogger, systemWorld } from '../../src/world.ts';
import { createProject } from '../project-folder.ts';
import { FLOWS } from './flows.ts';
import type { Served } from './harness.ts';

interface HttpApp extends HttpServices {
  readonly app: FastifyInstance;
}

export async function createApp(context: HttpContext, options: AppOptions = {}): Promise<HttpApp> {
  const app = newApp(options);
  return { app, ...(await addServices(app, context, options)) };
}

export interface Rig extends HttpApp, Served {
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly journal: MemoryJournal;
  readonly state: ServerState;
}

export async function listen(options: AppOptions = {}, more: Partial<HttpContext> = {}): Promise<Rig> {
  const project = createProject(FLOWS);
  const location = { multiDir: project.dir };
  const world = systemWorld(silentLogger, (text) => text);
  const journal = new MemoryJournal({ now: world.clock.now });
  const catalog = new Catalog(await loadFlows(location, loadConfig(location)));
  const state: ServerState = { phase: 'ready' };
  const engine = new Engine(journal, world);
  const context = { catalog, engine, journal, logger: silentLogger, version: '1', state, ...more };
  const http = await createApp(context, { loopbackOnly: true, ...options });
  await http.app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await http.app.close();
    project.remove();
  });
  const { port } = http.app.server.address() as AddressInfo; // It listens on TCP.
  return { ...http, catalog, engine, journal, state, port };
}
