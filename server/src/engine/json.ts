/** Copies what is handed over: nothing that the engine keeps is shared with user code, in either direction. */
import type { Json } from '@flowlang/openapi';
import { LimitError, TaskOutputError } from '../errors.ts';

/** Deeper values cannot be written as JSON without a risk to the stack: what works with values calls itself for each level. */
export const MAX_DEPTH = 500;

/**
 * A copy of `value` as JSON has it. A Date becomes ISO text, `undefined` properties are left out, `toJSON` is honoured.
 *
 * @param longest about so many characters of JSON at most
 * @throws TaskOutputError, with the place, for what JSON cannot hold: functions, BigInt, NaN, Map, Set, cycles
 * @throws LimitError if it is larger
 */
export function toJson(value: unknown, longest = Number.POSITIVE_INFINITY): Json {
  // One value is copied at a time, and none while another one is.
  room = longest;
  allowed = longest;
  const copied = copy(value, '', undefined);
  if (room < 0) throw tooLarge();
  return copied;
}

/** Characters that are left for the value that is copied. */
let room = 0;
let allowed = 0;

/** Of a number, a name or a bracket: about so many characters. */
const SCALAR = 8;

/** An object or a list that the value stands in, and those around it. */
interface Around {
  readonly value: object;
  readonly depth: number;
  readonly around: Around | undefined;
}

function copy(value: unknown, place: string, around: Around | undefined): Json {
  if (typeof value === 'string') {
    room -= value.length;
    return value;
  }
  room -= SCALAR;
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw refuse(`the number ${value}`, place);
  }
  if (value === undefined) return null;
  if (typeof value !== 'object') throw refuse(`a ${typeof value}`, place);
  // Looked for at every level: one that holds itself twice would double the work at each.
  if (holds(around, value)) throw refuse('a value that holds itself', place);
  if (around !== undefined && around.depth > MAX_DEPTH) throw refuse('a value that is nested too deep', place);
  if (room < 0) throw tooLarge();
  return Array.isArray(value) ? copyList(value, place, around) : copyObject(value, place, around);
}

function holds(around: Around | undefined, value: object): boolean {
  for (let one = around; one !== undefined; one = one.around) if (one.value === value) return true;
  return false;
}

function inside(value: object, around: Around | undefined): Around {
  return { value, depth: around === undefined ? 1 : around.depth + 1, around };
}

function copyList(list: readonly unknown[], place: string, around: Around | undefined): Json {
  const within = inside(list, around);
  const result = new Array<Json>(list.length);
  for (let index = 0; index < list.length; index++) result[index] = copy(list[index], place, within);
  return result;
}

function copyObject(object: object, place: string, around: Around | undefined): Json {
  const within = inside(object, around);
  // Most objects are plain; only others have to be looked at closely.
  const isPlain = Object.getPrototypeOf(object) === Object.prototype;
  const { toJSON }: { readonly toJSON?: unknown } = object;
  if (!isPlain || toJSON !== undefined) {
    if (object instanceof Date && Number.isNaN(object.getTime())) throw refuse('a Date that is not valid', place);
    if (typeof toJSON === 'function') return copy(toJSON.call(object), place, within);
    if (object instanceof Map || object instanceof Set || object instanceof Promise) {
      throw refuse(`a ${object.constructor.name}`, place);
    }
  }
  // All at once, which is far quicker than one property after the other. An instance may have symbols, and what they hold.
  const result: Record<string, unknown> = isPlain ? { ...object } : Object.fromEntries(Object.entries(object));
  for (const key in result) {
    const item = result[key];
    if (item === undefined) delete result[key];
    else {
      const copied = copy(item, place || key, within);
      if (copied !== item) result[key] = copied;
    }
  }
  return result as Json; // Each value is a copy by now, or what needs none.
}

function tooLarge(): LimitError {
  return new LimitError(`The value is larger than the ${allowed} characters that one step may answer`);
}

function refuse(what: string, place: string): TaskOutputError {
  return new TaskOutputError(`${what}${place ? ` (in ${place})` : ''} cannot be passed on: JSON cannot hold it`);
}
