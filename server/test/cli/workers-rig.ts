/** A server of several processes, and connections that lead to one of them each. */
import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { tasksFile } from '../http/flows.ts';
import type { Serving } from './command.ts';

export const FLOWS: Readonly<Record<string, string>> = {
  'who/flow.yaml': `flow: Who
outputs: [{ name: pid, value: "\${read.pid}" }]
steps: [{ task: Read, id: read }]`,
  'who/flow.ts': tasksFile('Read: () => ({ pid: process.pid }),'),
  'approval/flow.yaml': `flow: Approval
outputs: [{ name: by, value: "\${note.text}" }]
steps:
  - { task: Note, id: first, inputs: { text: first } }
  - { wait_for: approval, id: approval }
  - { task: Note, id: note, inputs: { text: "\${approval.by}" } }`,
  'approval/flow.ts': `import { appendFileSync } from 'node:fs';
${tasksFile(`Note: ({ text }, { execution_id }) => {
    appendFileSync('tries.txt', text + ' ' + execution_id + ' ' + process.pid + '\\n');
    return { text };
  },`)}`,
  'steps/flow.yaml': `flow: Steps
inputs:
  - { name: items, type: array, items: { type: integer } }
  - { name: ms, type: integer, default: 20 }
outputs: [{ name: count, value: "\${all.count}" }]
steps:
  - for_each: "\${inputs.items}"
    as: number
    id: all
    do: [{ task: Pause, id: pause, inputs: { number: "\${number}", ms: "\${inputs.ms}" } }]`,
  'steps/flow.ts': tasksFile(`Pause: async ({ number, ms }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { number };
  },`),
  'fragile/flow.yaml': `flow: Fragile
steps: [{ task: Break, id: it }]`,
  'fragile/flow.ts': tasksFile("Break: () => { throw new Error('broken'); },"),
};

/** The processes of the workers, as the server tells them. */
export function processesOf({ banner }: Serving): readonly number[] {
  return (/processes (.*)/.exec(banner)?.[1] ?? '').split(', ').map(Number);
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: a test says of each answer what it should hold.
  readonly json: any;
}

export interface Sent {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One connection: all that is asked on it one worker answers. */
export class Door {
  private readonly url: string;
  private readonly agent: Agent | undefined;

  constructor(url: string, agent: Agent | undefined = new Agent({ keepAlive: true, maxSockets: 1 })) {
    this.url = url;
    this.agent = agent;
  }

  open(path: string, { json, headers = {} }: Sent = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const method = json === undefined ? 'GET' : 'POST';
      const type = json === undefined ? {} : { 'content-type': 'application/json' };
      const options = { method, headers: { ...headers, ...type }, agent: this.agent ?? false };
      const request = httpRequest(this.url + path, options, resolve);
      request.on('error', reject);
      request.end(json === undefined ? undefined : JSON.stringify(json));
    });
  }

  async ask(path: string, sent: Sent = {}): Promise<Answer> {
    const message = await this.open(path, sent);
    const text = await readAll(message);
    return {
      status: message.statusCode ?? 0,
      headers: message.headers,
      json: text === '' ? undefined : JSON.parse(text),
    };
  }
}

/** A new connection for each request. */
export function anyDoor({ url }: Pick<Serving, 'url'>): Door {
  return new Door(url, undefined);
}

/** A door to each of two workers. */
export async function twoDoors({ url }: Pick<Serving, 'url'>): Promise<readonly [Door, Door]> {
  const found = new Map<number, Door>();
  while (found.size < 2) {
    const door = new Door(url);
    const { json } = await door.ask('/flows/Who/execute', { json: {} });
    found.set(json.outputs.pid, found.get(json.outputs.pid) ?? door);
  }
  const [one, other] = [...found.values()];
  if (one === undefined || other === undefined) throw new Error('there are two');
  return [one, other];
}
