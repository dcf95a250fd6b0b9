/** Runs the flow of a case over HTTP, and does to the execution meanwhile what the case says. */
import { checkExchange } from '../conformance/check-exchange.ts';
import type { Contract } from '../conformance/contract.ts';
import { readEvents } from '../conformance/events.ts';
import { type Exchange, isObject, type JsonObject } from '../conformance/exchange.ts';
import { Recorder } from '../typescript/record.ts';
import { isMatch } from './expected-events.ts';
import type { Action, LanguageCase } from './language-case.ts';

/** Where a flow is served. */
export interface Target {
  readonly url: string;
  readonly flow: string;
  readonly contract: Contract;
}

export interface Played {
  readonly status: number;
  /** Of a run. */
  readonly events: readonly JsonObject[];
  /** Of a call that was refused. */
  readonly problem: JsonObject;
  /** What is wrong with the answers, whatever the case expects. */
  readonly faults: readonly string[];
}

/** Long enough for any case, and shorter than the test's own limit. */
const LIMIT = 4_000;

export async function play(one: LanguageCase, { url, flow, contract }: Target): Promise<Played> {
  const recorder = new Recorder();
  const base = `${url}/flows/${flow}`;
  // With a key the execution is known for a while after its end, too.
  const key = { 'idempotency-key': crypto.randomUUID() };
  const response = await post(recorder, `${base}/execute/stream`, { inputs: one.inputs ?? {} }, key);
  const execution = `${base}/executions/${response.headers.get('x-execution-id')}`;
  const act = async ({ cancel, deliver, payload, answers = 202 }: Action): Promise<void> => {
    const body = deliver === undefined ? (cancel === true ? {} : { reason: cancel }) : payload;
    const path = deliver === undefined ? 'cancel' : `events/${deliver}`;
    const answer = await post(recorder, `${execution}/${path}`, body);
    const text = await answer.text();
    // What follows would wait for something that does not come.
    if (answer.status !== answers)
      throw new Error(`${path} was answered with ${answer.status}, not ${answers}: ${text}`);
  };
  await readStream(response, one.actions ?? [], act);
  const exchanges = await recorder.exchanges();
  const [stream] = exchanges;
  if (stream === undefined) throw new Error('nothing was asked');
  const isStream = stream.status === 200;
  return {
    status: stream.status,
    events: isStream ? readEvents(stream).events.map(({ data }) => data) : [],
    problem: isStream ? {} : parseObject(stream.body),
    faults: exchanges.flatMap((exchange) => checkExchange(contract, exchange)),
  };
}

/** The result alone, by the other operation. */
export async function execute(one: LanguageCase, { url, flow, contract }: Target) {
  const recorder = new Recorder();
  const response = await post(recorder, `${url}/flows/${flow}/execute`, { inputs: one.inputs ?? {} });
  await response.text();
  const [exchange] = await recorder.exchanges();
  if (exchange === undefined) throw new Error('nothing was asked');
  return { result: parseObject(exchange.body), faults: faultsOf(contract, exchange) };
}

function faultsOf(contract: Contract, exchange: Exchange): readonly string[] {
  return checkExchange(contract, exchange);
}

function post(
  recorder: Recorder,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return recorder.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(LIMIT),
  });
}

/** Reads to the end; after each event it does what is due. */
async function readStream(response: Response, actions: readonly Action[], act: (action: Action) => Promise<void>) {
  const due = [...actions];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseObject(/^data: (.*)$/m.exec(block)?.[1] ?? '{}');
      for (let next = due[0]; next !== undefined && isMatch(next.after, event); next = due[0]) {
        due.shift();
        await act(next);
      }
    }
  }
}

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}
