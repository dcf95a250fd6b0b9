/** Plays a scenario with faults, and says what is wrong: with what the caller saw, and with what the proxy saw. */
import { isDeepStrictEqual } from 'node:util';
import { type ClientOptions, FlowLangClient, type RetryOptions, type TimeoutOptions } from '@flowlang/client';
import type { Report, Seen } from '../proxy/fault.ts';
import { ABORTED, callClient } from './call.ts';
import type { FaultCall, FaultScenario } from './fault-scenario.ts';
import { type Bindings, differences } from './match.ts';
import { compare } from './play.ts';
import type { ProxySession, RunningProxy } from './running-proxy.ts';
import { bound, type Outcome, refresh } from './scenario.ts';

/** Waits that are short, and limits that only a client which hangs would reach. */
const RETRY: RetryOptions = { attempts: 3, baseDelay: 5, maxDelay: 20 };
const TIMEOUT: TimeoutOptions = { attempt: 10_000, total: 20_000, idle: 10_000 };

const PATIENCE_MS = 30_000;

/** What stands before and behind the client: bite breaks it there. */
export interface Between {
  readonly fetch?: ClientOptions['fetch'];
  readonly outcome?: (outcome: Outcome) => Outcome;
}

export async function playFaultScenario(
  written: FaultScenario,
  proxy: RunningProxy,
  { fetch, outcome: change = (outcome) => outcome }: Between = {},
): Promise<string[]> {
  const scenario = refresh(written);
  const session = await proxy.begin(scenario.proxy);
  const { timeout, ...options } = scenario.options ?? {};
  // A client that has lost a rule shall fail, and not wait for ever: the limits that are not given stay.
  const limits = { ...TIMEOUT, ...timeout };
  const client = new FlowLangClient({ retry: RETRY, ...options, timeout: limits, fetch, baseUrl: session.url });
  const bindings: Bindings = new Map();
  const problems: string[] = [];
  const streams: { readonly pattern: unknown; readonly outcome: Outcome }[] = [];
  try {
    for (const call of scenario.calls) {
      const { expect, ...rest } = call;
      const { events, ...own } = expect;
      const wanted = typeof events === 'string' ? own : expect;
      const caller = call.direct ? new FlowLangClient({ baseUrl: session.server }) : client;
      const outcome = change(await repeated({ ...rest, expect: wanted }, caller, session, bindings));
      problems.push(...compare({ client: call.client, expect: wanted }, outcome, bindings));
      if (wanted === own) streams.push({ pattern: events, outcome });
    }
  } finally {
    const report = await session.end();
    problems.push(...streams.flatMap(({ pattern, outcome }) => compareStream(pattern, outcome, report)));
    problems.push(...compareSaw(scenario, report, bindings));
  }
  return problems;
}

async function repeated(
  call: FaultCall,
  client: FlowLangClient,
  session: ProxySession,
  bindings: Bindings,
): Promise<Outcome> {
  for (const until = performance.now() + PATIENCE_MS; ; ) {
    const outcome = await once(call, client, session, bindings);
    const isMet = !call.repeat || compare(call, outcome, new Map(bindings)).length === 0;
    if (isMet || performance.now() > until) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function once(
  call: FaultCall,
  client: FlowLangClient,
  session: ProxySession,
  bindings: Bindings,
): Promise<Outcome> {
  const { abort } = call;
  const controller = abort === undefined ? undefined : new AbortController();
  if (abort === 'before') controller?.abort(ABORTED);
  else if (abort !== undefined && abort !== 'event') void session.wait(abort).then(() => controller?.abort(ABORTED));
  return callClient(client, bound(call, bindings), { ...call.with, controller });
}

/** `$all`: the events that the server keeps, each once and in order; `$first:3` and `$after:3`: a part of them. */
function compareStream(pattern: unknown, { events = [], execution }: Outcome, { events: kept }: Report): string[] {
  const all = kept[execution ?? ''] ?? [];
  const [, part, count] = /^\$(first|after):(\d+)$/.exec(String(pattern)) ?? [];
  const wanted = part === 'first' ? all.slice(0, Number(count)) : all.slice(Number(count ?? 0));
  if (wanted.length > 0 && isDeepStrictEqual(events, wanted)) return [];
  const numbers = JSON.stringify(events.map((event) => Object(event).seq));
  return [`expected: its events are ${numbers}, and not the ${wanted.length} that the server keeps`];
}

function compareSaw({ saw }: FaultScenario, report: Report, bindings: Bindings): string[] {
  const { requests, executions, elsewhere, open } = report;
  const actual: Record<string, unknown> = {
    tries: requests.length,
    reached: requests.filter(({ reached }) => reached).length,
    left: requests.filter(({ left }) => left).length,
    executions: executions.length,
  };
  const { requests: wanted, waits, ...counts } = saw;
  return [
    ...Object.entries(counts).flatMap(([key, value]) => differences(value, actual[key], bindings, `/saw/${key}`)),
    ...differences(0, elsewhere, bindings, '/saw/elsewhere'),
    ...differences(0, open, bindings, '/saw/open'),
    ...(wanted ? compareRequests(wanted, requests, bindings) : []),
    ...(waits ?? []).flatMap((least, index) => {
      const waited = (requests[index + 1]?.at ?? 0) - (requests[index]?.at ?? 0);
      return waited >= least ? [] : [`/saw/waits/${index} should be at least ${least}, and is ${waited}`];
    }),
  ];
}

/** Of a request only what is named is compared; null is a header that is not there. */
function compareRequests(
  wanted: NonNullable<FaultScenario['saw']['requests']>,
  seen: readonly Seen[],
  bindings: Bindings,
) {
  const loose = wanted.map((one) => ({ ...one, headers: { ...Object(one['headers']), $more: true }, $more: true }));
  const actual = seen.map((one, index) => {
    const absent = Object.keys(Object(wanted[index]?.['headers'])).map((name) => [name, null]);
    return { ...one, headers: { ...Object.fromEntries(absent), ...one.headers } };
  });
  return differences(loose, actual, bindings, '/saw/requests');
}
