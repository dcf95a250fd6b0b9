/** A real server on a free port, and plain requests to it: nothing is repaired on the way, as `fetch` would. */
import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { type RunningServer, type ServerOptions, startServer } from '../../src/start-server.ts';
import { createProject } from '../project-folder.ts';
import { FLOWS } from './flows.ts';

type Options = Partial<Omit<ServerOptions, 'location'>> & { readonly files?: Readonly<Record<string, string>> };

/** Serves a project (by default that of flows.ts) until the test ends. */
export async function serve(options: Options = {}): Promise<RunningServer> {
  const { server, stop } = await start(options);
  onTestFinished(stop);
  return server;
}

/** The same for all tests of a file: to be asked, not to be changed. */
export function serveForAll(options: Options = {}): () => RunningServer {
  let running: Running | undefined;
  beforeAll(async () => {
    running = await start(options);
  });
  afterAll(() => running?.stop());
  return () => running?.server ?? expect.fail('it did not start');
}

interface Running {
  readonly server: RunningServer;
  stop(): Promise<void>;
}

async function start({ files = FLOWS, ...options }: Options): Promise<Running> {
  const project = createProject(files);
  const location = { multiDir: project.dir };
  const server = await startServer({ location, host: '127.0.0.1', port: 0, ...options });
  const stop = async (): Promise<void> => {
    await server.close(0);
    project.remove();
  };
  return { server, stop };
}

/** Whatever listens on this machine. */
export type Served = Pick<RunningServer, 'port'>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says of each answer what it should hold.
  readonly json: any;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

export async function call(server: Served, path: string, sent: Sent = {}): Promise<Answer> {
  const { request, response } = open(server, path, sent);
  request.end(sent.body);
  return read(await response);
}

/** A POST with a body of JSON. */
export function post(
  server: Served,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const json = { 'content-type': 'application/json', ...headers };
  return call(server, path, { method: 'POST', headers: json, body: JSON.stringify(body) });
}

export interface Exchange {
  readonly request: ClientRequest;
  readonly response: Promise<IncomingMessage>;
}

/** A request whose body is not ended yet. */
export function open(server: Served, path: string, { method = 'GET', headers = {} }: Sent): Exchange {
  const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false });
  const response = once(request, 'response').then(([message]) => message as IncomingMessage); // That is what it gives.
  // Whoever does not wait for an answer does not want to know that there was none.
  response.catch(() => {});
  return { request, response };
}

export async function read(message: IncomingMessage): Promise<Answer> {
  const text = await readAll(message);
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    text,
    get json() {
      return JSON.parse(text);
    },
  };
}

/** Opens a stream and answers its head; the body has not been read. */
export async function openStream(
  server: Served,
  flow: string,
  inputs: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> {
  const json = { 'content-type': 'application/json', ...headers };
  const { request, response } = open(server, `/flows/${flow}/execute/stream`, { method: 'POST', headers: json });
  request.end(JSON.stringify({ inputs }));
  return response;
}

export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says of each event what it should hold.
  readonly data: any;
}

export function parseEvents(text: string): readonly StreamedEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const fields = block.split('\n').map((line) => line.split(/: (.*)/s));
      const { id = '', event = '', data = 'null' } = Object.fromEntries(fields);
      return { id, event, data: JSON.parse(data) };
    });
}

/** Reads until the text holds `wanted`; answers what came so far. */
export async function readUntil(message: IncomingMessage | Socket, wanted: string): Promise<string> {
  let text = '';
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.includes(wanted)) return text;
  }
  throw new Error(`ended without ${wanted}: ${text}`);
}

/** Sends bytes as they are, and answers all that comes back. */
export async function sendRaw(server: Served, bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(bytes);
  return readAll(socket);
}
