/**
 * The notation of events: `step_started greet`, or a map of that to the fields that are compared. A map `any order` holds
 * sequences that may be interleaved in any way.
 */
import { isObject, type JsonObject } from '../conformance/exchange.ts';
import { differences } from '../typescript/match.ts';

interface Expected {
  /** The type, and the step. */
  readonly head: string;
  readonly fields: JsonObject;
}

type Entry = Expected | { readonly anyOrder: readonly (readonly Expected[])[] };

/** Both as they are best compared: of each event that came no more than what is expected of the one in its place. */
export function compareEvents(expected: readonly unknown[], events: readonly JsonObject[]) {
  const wanted: Expected[] = [];
  const got: JsonObject[] = [];
  for (const entry of expected.map(readEntry)) {
    const block = 'anyOrder' in entry ? entry.anyOrder : [[entry]];
    const came = events.slice(got.length, got.length + block.flat().length);
    wanted.push(...block.flat());
    got.push(...(untangle(block, came) ?? came));
  }
  got.push(...events.slice(got.length));
  return {
    want: wanted.map(write),
    got: got.map((event, index) => write(shown(event, wanted[index]))),
  };
}

export function isMatch(expected: unknown, event: JsonObject): boolean {
  const entry = readEntry(expected);
  return !('anyOrder' in entry) && fits(entry, event);
}

function readEntry(written: unknown): Entry {
  if (typeof written === 'string') return { head: written, fields: {} };
  const [[head, value] = ['', {}]] = Object.entries(isObject(written) ? written : {});
  if (head === 'any order' && Array.isArray(value)) {
    const sequences = value.map((list: unknown) => (Array.isArray(list) ? list : [list]).map(readEntry));
    return { anyOrder: sequences.map((list) => list.filter((entry) => 'head' in entry)) };
  }
  return { head, fields: isObject(value) ? value : {} };
}

/** The events in the order of the sequences, if they are an interleaving of these. */
function untangle(
  sequences: readonly (readonly Expected[])[],
  events: readonly JsonObject[],
): readonly JsonObject[] | undefined {
  const taken: JsonObject[][] = sequences.map(() => []);
  const place = (index: number): boolean => {
    const event = events[index];
    if (event === undefined) return taken.every((list, at) => list.length === sequences[at]?.length);
    return taken.some((list, at) => {
      const next = sequences[at]?.[list.length];
      if (next === undefined || !fits(next, event)) return false;
      list.push(event);
      if (place(index + 1)) return true;
      list.pop();
      return false;
    });
  };
  return place(0) ? taken.flat() : undefined;
}

function fits({ head, fields }: Expected, event: JsonObject): boolean {
  if (head !== headOf(event)) return false;
  return Object.entries(fields).every(([key, value]) => isLike(key, value, event[key]));
}

function isLike(key: string, expected: unknown, actual: unknown): boolean {
  if (actual === undefined) return expected === '$absent';
  return differences(loosen(key, expected), actual, new Map()).length === 0;
}

/** Of an error only what is named is compared. */
export function loosen(key: string, expected: unknown): unknown {
  return key === 'error' && isObject(expected) ? { ...expected, $more: true } : expected;
}

function headOf({ type, step_id }: JsonObject): string {
  return step_id === null ? String(type) : `${type} ${step_id}`;
}

function shown(event: JsonObject, expected: Expected | undefined): Expected {
  const head = headOf(event);
  if (expected === undefined || expected.head !== head) return { head, fields: {} };
  const fields = Object.entries(expected.fields).map(([key, value]) => {
    return [key, isLike(key, value, event[key]) ? value : event[key]];
  });
  return { head, fields: Object.fromEntries(fields) };
}

function write({ head, fields }: Expected): unknown {
  return Object.keys(fields).length === 0 ? head : { [head]: fields };
}
