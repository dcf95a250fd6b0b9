/** The ways in which callers use the server, each as stubborn as a good client: it asks again until it is answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import { type Answer, type Asked, type Client, type Received, Unreachable } from './http.ts';
import type { Ledger, Told } from './ledger.ts';
import type { SoakServer } from './server.ts';
import { Violation } from './violation.ts';

export interface Soak {
  readonly server: SoakServer;
  readonly client: Client;
  readonly ledger: Ledger;
}

export interface Call {
  readonly flow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Without one a call is not repeated: nobody knows whether it was taken. */
  readonly key: string | undefined;
  readonly secret?: string;
}

/** Whoever has no answer by then, over all restarts, has been forgotten. */
const PATIENCE = 90_000;
const PAUSE = 40;

/** Asks until there is an answer that is not "later". @param life in which the answer came, at the earliest */
export async function stubbornly(soak: Soak, asked: Asked): Promise<{ answer: Answer; life: number }> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const { life } = soak.server;
    try {
      const answer = await soak.client.ask(asked);
      if (answer.status !== 503 && answer.status !== 429) return { answer, life };
      if (answer.headers['retry-after'] === undefined) {
        throw new Violation(`${asked.method} ${asked.path}: ${answer.status} without Retry-After`, answer.body);
      }
      soak.ledger.count('asked to come later');
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) throw thrown;
      soak.ledger.count('connections that broke');
    }
    if (Date.now() > until) throw new Violation(`${asked.method} ${asked.path} had no answer in ${PATIENCE} ms`, asked);
    await sleep(PAUSE);
  }
}

/** Waits for the result: by one request, or by one that gives up waiting after a second. */
export async function execute(soak: Soak, call: Call, prefer?: string): Promise<Told | undefined> {
  const asked = request(call, 'execute', prefer === undefined ? {} : { prefer });
  if (call.key === undefined) return executeOnce(soak, call, asked);
  const { answer, life } = await stubbornly(soak, asked);
  return taken(soak, call, answer, life);
}

async function executeOnce(soak: Soak, call: Call, asked: Asked): Promise<Told | undefined> {
  const { life } = soak.server;
  try {
    const answer = await soak.client.ask(asked);
    return answer.status === 503 ? undefined : await taken(soak, call, answer, life);
  } catch (thrown) {
    if (thrown instanceof Unreachable) return undefined;
    throw thrown;
  }
}

/** Notes what an `execute` was answered; what it was promised is asked for until it is there. */
async function taken(soak: Soak, call: Call, answer: Answer, life: number): Promise<Told> {
  const id = answer.headers['x-execution-id'];
  if (id === undefined || (answer.status !== 200 && answer.status !== 202)) {
    throw new Violation(`${call.flow}: ${answer.status} to an execute`, answer.body);
  }
  const told = begun(soak, call, id);
  soak.ledger.count(answer.status === 200 ? 'results' : 'accepted (202)');
  if (answer.status === 200) soak.ledger.result(told, answer.body, life);
  return told;
}

/** Reads its events, over all the times that the stream breaks. */
export async function follow(soak: Soak, call: Call): Promise<Told> {
  let told: Told | undefined;
  let last = 0;
  const until = Date.now() + PATIENCE;
  const next = ({ id, data }: Received, life: number): boolean => {
    const event = data as FlowEvent; // The audit compares it with what is kept.
    if (id !== last + 1 || event.seq !== id) {
      throw new Violation(`A stream went from event ${last} to ${id}`, { told, event });
    }
    last = id;
    if (told !== undefined) soak.ledger.event(told, event, life);
    return isTerminal(event);
  };
  for (let ended = false; !ended; ) {
    const { life } = soak.server;
    const head = (headers: Answer['headers']): void => {
      if (told === undefined) told = begun(soak, call, headers['x-execution-id'] ?? '');
      else soak.ledger.count('streams taken up again');
    };
    const asked = told === undefined ? request(call, 'execute/stream') : eventsOf(told, last);
    try {
      const answer = await soak.client.stream(asked, head, (event) => {
        ended = next(event, life);
      });
      if (answer !== 'ended' && answer.status !== 503) {
        throw new Violation(`${asked.path} after event ${last}: ${answer.status} to a stream`, { told, answer });
      }
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) throw thrown;
    }
    if (Date.now() > until) throw new Violation(`A stream has not ended in ${PATIENCE} ms`, { call, told });
    if (!ended) await sleep(PAUSE);
  }
  soak.ledger.count('streams');
  return told ?? begun(soak, call, '');
}

function begun(soak: Soak, call: Call, id: string): Told {
  const told = soak.ledger.execution(call.flow, id, call.key);
  told.secret = call.secret;
  return told;
}

function request(call: Call, operation: string, headers: Readonly<Record<string, string>> = {}): Asked {
  const key: Readonly<Record<string, string>> = call.key === undefined ? {} : { 'idempotency-key': call.key };
  const body = { inputs: call.inputs };
  return { method: 'POST', path: `/flows/${call.flow}/${operation}`, headers: { ...key, ...headers }, body };
}

function eventsOf(told: Told, last: number): Asked {
  const headers = { accept: 'text/event-stream', 'last-event-id': String(last) };
  return { method: 'GET', path: `/flows/${told.flow}/executions/${told.id}/events`, headers };
}
