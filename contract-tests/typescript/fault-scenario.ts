/** The format of the scenarios with faults; README.md describes it for readers. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CallOptions, ClientOptions, TimeoutOptions } from '@flowlang/client';
import type { OperationName } from '@flowlang/openapi';
import { isObject } from '../conformance/exchange.ts';
import type { Plan } from '../proxy/fault.ts';
import type { Moment } from '../proxy/moments.ts';
import { type Call, ROOT } from './scenario.ts';

export interface FaultScenario {
  readonly name: string;
  readonly operation: OperationName;
  readonly proxy: Plan;
  /** Of the client; times in milliseconds. */
  readonly options?: Pick<ClientOptions, 'retry' | 'apiKey' | 'headers'> & { readonly timeout?: TimeoutOptions };
  readonly calls: readonly FaultCall[];
  /** What the proxy saw. */
  readonly saw: Saw;
  /** By language, why the scenario cannot be played in it. */
  readonly except?: Readonly<Record<string, string>>;
}

export interface FaultCall extends Call {
  /** When the caller aborts; `event`: with the one that `until` describes. */
  readonly abort?: 'before' | 'event' | Moment;
  /** Again and again, until it is as expected. */
  readonly repeat?: true;
  /** Made at the server itself: what was before the scenario. */
  readonly direct?: true;
  /** Of the call alone; times in milliseconds. */
  readonly with?: Pick<CallOptions, 'retry' | 'timeout' | 'headers'>;
}

/** Patterns; each that is given must be met. */
export interface Saw {
  readonly requests?: readonly Readonly<Record<string, unknown>>[];
  /** How many requests there were, how many of them the server saw, and how many the client left before their end. */
  readonly tries?: number;
  readonly reached?: number;
  readonly left?: number;
  /** Executions that have come of it. */
  readonly executions?: number;
  /** The least milliseconds between one request and the next. */
  readonly waits?: readonly number[];
}

/** `each` stands for as many scenarios as it has values; with several names for all combinations. A text names a set. */
type Written = FaultScenario & { readonly each?: Readonly<Record<string, readonly unknown[] | string>> };

/** Of all files, or of one. */
export function loadFaultScenarios(file = 'scenarios/faults/*.json'): FaultScenario[] {
  const files = globSync(file, { cwd: ROOT }).sort();
  return files.flatMap((one) => readJson<Written[]>(one).flatMap(expand).map(withCalls));
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as T; // ours
}

function expand({ each = {}, ...scenario }: Written): FaultScenario[] {
  let texts = [JSON.stringify(scenario)];
  for (const [name, given] of Object.entries(each)) {
    const values = typeof given === 'string' ? readJson<unknown[]>(`scenarios/sets/${given}.json`) : given;
    texts = texts.flatMap((text) => values.map((value) => filled(text, name, value)));
  }
  return texts.map((text) => JSON.parse(text) as FaultScenario); // the same with its gaps filled
}

/**
 * A gap `<name>` is filled with the value where it is the whole text, and within a longer one with its words. A value with
 * `words` has more: `<name.key>` is what it has under `key`.
 */
function filled(text: string, name: string, given: unknown): string {
  const { words = given, value = given, ...more } = isObject(given) && 'words' in given ? given : {};
  return [
    ['', value, words] as const,
    ...Object.entries(more).map(([key, one]) => [`.${key}`, one, one] as const),
  ].reduce(
    (before, [key, whole, part]) =>
      before
        .replaceAll(`"<${name}${key}>"`, () => JSON.stringify(whole))
        .replaceAll(`<${name}${key}>`, () => String(part)),
    text,
  );
}

const OF_CALL = ['client', 'expect', 'abort', 'repeat', 'direct', 'with'];

/** A scenario of one call has what is said of that beside its own. */
function withCalls(scenario: FaultScenario): FaultScenario {
  if ('calls' in scenario) return scenario;
  const [call = [], own = []] = [true, false].map((of) => {
    return Object.entries(scenario).filter(([key]) => OF_CALL.includes(key) === of);
  });
  return { ...Object.fromEntries(own), calls: [Object.fromEntries(call)] } as unknown as FaultScenario; // ours
}
