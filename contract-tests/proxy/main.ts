/**
 * The real server with the proxy before it, for the drivers of both languages: `node contract-tests/proxy/main.ts`. It says
 * on its output where it is asked for the proxy of a scenario, and ends with its input.
 *
 *   POST /           a Plan: answers {id, url, server}: the base URL for the client, and that of the server itself
 *   GET /ID/MOMENT   answers when the moment has come
 *   DELETE /ID       ends it: answers the Report
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Plan } from './fault.ts';
import type { Moment } from './moments.ts';
import { RealServer } from './real-server.ts';
import { Session } from './session.ts';

const shared = await RealServer.start();
const sessions = new Map<string, Session>();

async function answer(request: IncomingMessage): Promise<unknown> {
  const [, id = '', moment] = request.url?.split('/') ?? [];
  const session = sessions.get(id);
  if (request.method === 'POST') return begin(JSON.parse(await textOf(request)) as Plan); // ours
  if (session === undefined) throw new Error(`There is no session ${id}`);
  if (request.method === 'GET') return session.moments.wait(moment as Moment).then(() => ({})); // ours
  sessions.delete(id);
  return session.close();
}

async function begin(plan: Plan): Promise<Record<'id' | 'url' | 'server', string>> {
  const server = plan.ownServer ? await RealServer.start() : shared;
  const session = new Session(plan, server);
  const id = crypto.randomUUID();
  sessions.set(id, session);
  return { id, url: await session.open(), server: `http://127.0.0.1:${server.port}` };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

const control = createServer((request, response) => {
  answer(request).then(
    (value) => response.end(JSON.stringify(value)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
control.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(control.address() as AddressInfo).port}`); // it listens on TCP
});
process.stdin.resume().on('close', async () => {
  await Promise.all([...sessions.values()].map((session) => session.close()));
  await shared.end();
  process.exit();
});
