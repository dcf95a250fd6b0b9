/** Plays a scenario against a server, and says what is wrong: with the answers on the wire, and with what the client made of them. */
import { isDeepStrictEqual } from 'node:util';
import { checkExchange } from '../conformance/check-exchange.ts';
import type { Contract } from '../conformance/contract.ts';
import { readEvents } from '../conformance/events.ts';
import { type Exchange, isObject, mediaTypeOf } from '../conformance/exchange.ts';
import { type Played, play } from './call.ts';
import { type Bindings, differences } from './match.ts';
import { bound, type Call, type Outcome, refresh, type Scenario } from './scenario.ts';

export interface Target {
  readonly url: string;
  readonly contract: Contract;
}

/** What no two plays have in common; the wire's check judges it. */
const STAMP = ['seq', 'execution_id', 'flow', 'timestamp', 'status', 'duration_ms'];

export async function playScenario(scenario: Scenario, { url, contract }: Target): Promise<string[]> {
  const bindings: Bindings = new Map();
  const problems: string[] = [];
  for (const entry of refresh(scenario).calls) {
    const calls = ('together' in entry ? entry.together : [entry]).map((call) => bound(call, bindings));
    const played = await Promise.all(calls.map((call) => play(call, url)));
    for (const [index, one] of played.entries()) {
      const call = calls[index];
      if (call !== undefined) problems.push(...(await judge(call, one, contract, bindings)));
    }
  }
  return problems;
}

async function judge(
  call: Call,
  { outcome, recorder }: Played,
  contract: Contract,
  bindings: Bindings,
): Promise<string[]> {
  const exchanges = await recorder.exchanges();
  const title = `${call.client.method}${'flow' in call.client ? ` ${call.client.flow}` : ''}`;
  return [
    ...exchanges.flatMap((exchange) => checkExchange(contract, exchange)).map((problem) => `wire: ${problem}`),
    ...checkFaithful(outcome, exchanges, call).map((problem) => `client: ${title}: ${problem}`),
    ...compare(call, outcome, bindings).map((problem) => `expected: ${title}: ${problem}`),
  ];
}

/** What a client hands out is what was on the wire. */
function checkFaithful({ events, result, error }: Outcome, exchanges: readonly Exchange[], { client }: Call): string[] {
  const [exchange] = exchanges;
  if (exchange === undefined && error?.['class'] === 'TimeoutError') return [];
  if (exchange === undefined || exchanges.length > 1) return [`there were ${exchanges.length} requests, and not one`];
  if (mediaTypeOf(exchange) === 'text/event-stream' && events !== undefined) {
    const sent = readEvents(exchange).events.slice(0, events.length);
    return isDeepStrictEqual(
      events,
      sent.map(({ data }) => data),
    )
      ? []
      : ['its events are not those on the wire'];
  }
  if (result === undefined || mediaTypeOf(exchange) !== 'application/json' || 'orThrow' in client) return [];
  return isDeepStrictEqual(result, JSON.parse(exchange.body)) ? [] : ['its result is not that on the wire'];
}

export function compare({ expect }: Call, outcome: Outcome, bindings: Bindings): string[] {
  if (outcome.error !== undefined && expect.error === undefined) {
    return [`it failed with ${outcome.error['class']}: ${outcome.error['message']}`];
  }
  return Object.entries(expect).flatMap(([key, pattern]) => {
    const actual = outcome[key as keyof Outcome];
    if (actual === undefined) return [`there is no ${key}`];
    return differences(loosen(key, pattern), withoutStamps(key, actual), bindings, `/${key}`);
  });
}

/** An error has what its class has; a scenario names what it is about. */
function loosen(key: string, pattern: unknown): unknown {
  if (key === 'events' || !isObject(pattern)) return pattern;
  if (key === 'error') return { ...pattern, $more: true };
  if (key !== 'answer') return pattern;
  const { headers = {}, events, ...rest } = pattern;
  return {
    ...rest,
    headers: { ...(headers as object), $more: true },
    ...(events !== undefined && { events }),
    $more: true,
  };
}

function withoutStamps(key: string, actual: unknown): unknown {
  if (key === 'events' && Array.isArray(actual)) return actual.map(unstamped);
  if (key !== 'answer' || !isObject(actual) || !Array.isArray(actual['events'])) return actual;
  return { ...actual, events: actual['events'].map(unstamped) };
}

function unstamped(event: unknown): unknown {
  if (!isObject(event)) return event;
  return Object.fromEntries(Object.entries(event).filter(([key]) => !STAMP.includes(key)));
}
