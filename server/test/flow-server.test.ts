import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FlowServer, type FlowServerOptions } from '../src/server.ts';
import { GOOD } from './cli/projects.ts';
import { tempProject } from './project/temp-project.ts';

function flowServer(projectDir: string, options: FlowServerOptions = {}): FlowServer {
  const server = new FlowServer({ projectDir, journal: 'memory', logLevel: 'silent', ...options });
  onTestFinished(() => server.close(0));
  return server;
}

async function double({ app }: FlowServer, number: number): Promise<unknown> {
  const answer = await app.inject({ method: 'POST', url: '/flows/Double/execute', body: { number } });
  return answer.json().outputs;
}

describe('a FlowServer', () => {
  it('is an app of Fastify, which answers without a port and takes routes of its own', async () => {
    const server = flowServer(tempProject(GOOD));
    server.app.get('/own', async () => ({ own: true }));
    expect(await double(server, 4)).toEqual({ doubled: 8 });
    expect((await server.app.inject('/own')).json()).toEqual({ own: true });
    expect((await server.app.inject('/readyz')).json()).toEqual({ status: 'ready' });
  });

  it('listens with `app.listen`, and then answers this machine only where that is so', async () => {
    const server = flowServer(tempProject(GOOD));
    const url = await server.app.listen({ host: '127.0.0.1', port: 0 });
    expect((await fetch(`${url}/flows/Double/executions`)).status).toBe(200);
    expect((await server.app.inject({ url: '/health', headers: { host: 'evil.example' } })).statusCode).toBe(421);
    await server.app.close();
  });

  it('puts edits in force with `hotReload`, and tells its own logger', async () => {
    const told: string[] = [];
    const log = (_fields: object, message: string) => void told.push(message);
    const logger = { debug: log, info: log, warn: log, error: log };
    const dir = tempProject(GOOD);
    const server = flowServer(dir, { hotReload: true, logger, logLevel: 'info' });
    expect(await double(server, 4)).toEqual({ doubled: 8 });
    writeFileSync(path.join(dir, 'flow.ts'), GOOD['flow.ts'].replace('number * 2', 'number * 3'));
    await vi.waitFor(async () => expect(await double(server, 4)).toEqual({ doubled: 12 }), { timeout: 10_000 });
    expect(told).toEqual(['hot reload is on: an edit takes effect when it is saved', 'reloaded Double']);
  });

  it('refuses a project that is not there when it is asked, and takes no two of them', async () => {
    const server = new FlowServer({ projectDir: '/nowhere', logLevel: 'silent' });
    await expect(server.app.ready()).rejects.toThrow('There is no folder /nowhere.');
    expect(() => new FlowServer({ projectDir: '.', multiDir: '.' })).toThrow('not both');
  });

  it('runs as a program, until a signal ends it', async () => {
    const door = fileURLToPath(new URL('../src/server.ts', import.meta.url));
    const api = `import { FlowServer } from '${door}';
const server = new FlowServer({ projectDir: import.meta.dirname, journal: 'memory' });
export const { app } = server;
if (import.meta.main) await server.run({ port: 0 });`;
    const dir = tempProject({ ...GOOD, 'api.ts': api });
    const child = spawn(process.execPath, ['api.ts'], { cwd: dir });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    for await (const line of createInterface(child.stdout)) if (line.includes('Ctrl-C')) break;
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
