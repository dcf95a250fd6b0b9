/** Copies what is handed over: nothing that the engine keeps is shared with user code, in either direction. */
import type { Json } from '@flowlang/openapi';
import { LimitError, TaskOutputError } from '../errors.ts';

/** Deeper values cannot be written as JSON without a risk to the stack: what works with values calls itself for each level. */
export const MAX_DEPTH = 500;

/**
 * A copy of `value` as JSON has it. A Date becomes ISO text, `undefined` properties are left out, `toJSON` is honoured.
 *
 * @param longest about so many characters of JSON at most
 * @param together for this value and others; what it takes is taken from there
 * @throws TaskOutputError, with the place, for what JSON cannot hold: functions, BigInt, NaN, Map, Set, cycles
 * @throws LimitError if it is larger
 */
export function toJson(value: unknown, longest = Number.POSITIVE_INFINITY, together?: Allowance): Json {
  // One value is copied at a time, and none while another one is.
  allowed = longest;
  all = together;
  const given = together === undefined ? longest : Math.min(longest, together.left);
  room = given;
  const copied = copy(value, '', undefined);
  if (room < 0) throw tooLarge();
  if (together !== undefined) together.left -= given - room;
  return copied;
}

/** Characters of several values. */
export interface Allowance {
  left: number;
  readonly all: number;
}

/** Characters that are left for the value that is copied. */
let room = 0;
let allowed = 0;
let all: Allowance | undefined;

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
  for (let index = 0; index < list.length; index++) {
    result[index] = copy(list[index], place, within);
    if (room < 0) throw tooLarge();
  }
  return result;
}

function copyObject(object: object, place: string, around: Around | undefined): Json {
  const within = inside(object, around);
  // Most objects are plain; only others have to be looked at closely.
  const isPlain = Object.getPrototypeOf(object) === Object.prototype;
  const { toJSON }: { readonly toJSON?: unknown } = object;
  if (!isPlain || toJSON !== undefined) {
    if (object instanceof Date && Number.isNaN(object.getTime())) throw refuse('a Date that is not valid', place);
    // What a Buffer makes of itself is a list with a number for each byte.
    if (ArrayBuffer.isView(object) && object.byteLength > room) throw tooLarge();
    if (typeof toJSON === 'function') return copy(toJSON.call(object), place, within);
    if (object instanceof Number || object instanceof String || object instanceof Boolean) {
      return copy(object.valueOf(), place, within);
    }
    refuseWhatIsLost(object, place);
  }
  // All at once, which is far quicker than one property after the other. An instance may have symbols, and what they hold.
  const result: Record<string, unknown> = isPlain ? { ...object } : Object.fromEntries(Object.entries(object));
  for (const key in result) {
    const item = result[key];
    if (item === undefined) delete result[key];
    else {
      const copied = copy(item, place || key, within);
      if (copied !== item) result[key] = copied;
      if (room < 0) throw tooLarge();
    }
  }
  return result as Json; // Each value is a copy by now, or what needs none.
}

function tooLarge(): LimitError {
  const limit =
    all === undefined || allowed <= all.left
      ? `${allowed} characters that one step may answer`
      : `${all.all} characters that all steps of one execution may answer together (${all.left} were left)`;
  return new LimitError(`The value is larger than the ${limit}`);
}

/** What they hold is in no property that JSON would have. */
function refuseWhatIsLost(object: object, place: string): void {
  if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer || object instanceof Blob) {
    const how = 'pass on its bytes as text, in base64, or as a list (Array.from)';
    throw refuse(withArticle(object.constructor.name), place, how);
  }
  if (object instanceof Error) throw refuse(withArticle(object.name), place, 'throw it, or pass on its message');
  for (const kind of [Map, Set, WeakMap, WeakSet, Promise, RegExp]) {
    if (object instanceof kind) throw refuse(withArticle(kind.name), place);
  }
}

function withArticle(name: string): string {
  return `${/^[AEIOU](?!int)/.test(name) ? 'an' : 'a'} ${name}`;
}

function refuse(what: string, place: string, instead?: string): TaskOutputError {
  const where = place ? ` (in ${place})` : '';
  return new TaskOutputError(
    `${what}${where} cannot be passed on: JSON cannot hold it${instead === undefined ? '' : `; ${instead}`}`,
  );
}
