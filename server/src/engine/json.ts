/** Copies what is handed over: nothing that the engine keeps is shared with user code, in either direction. */
import type { Json } from '@flowlang/openapi';
import { LimitError, TaskOutputError } from '../errors.ts';

/** Deeper values cannot be written as JSON without a risk to the stack. */
const MAX_DEPTH = 500;

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
  const copied = copy(value, '', []);
  if (room < 0) throw tooLarge();
  return copied;
}

/** Characters that are left for the value that is copied. */
let room = 0;
let allowed = 0;

/** Of a number, a name or a bracket: about so many characters. */
const SCALAR = 8;

/** @param around the objects and lists that the value stands in, the outermost first */
function copy(value: unknown, place: string, around: object[]): Json {
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
  if (around.includes(value)) throw refuse('a value that holds itself', place);
  if (around.length > MAX_DEPTH) throw refuse('a value that is nested too deep', place);
  around.push(value);
  if (room < 0) throw tooLarge();
  const copied = Array.isArray(value) ? copyList(value, place, around) : copyObject(value, place, around);
  around.pop();
  return copied;
}

function copyList(list: readonly unknown[], place: string, around: object[]): Json {
  const result = new Array<Json>(list.length);
  for (let index = 0; index < list.length; index++) result[index] = copy(list[index], place, around);
  return result;
}

function copyObject(object: object, place: string, around: object[]): Json {
  // Most objects are plain; only others have to be looked at closely.
  if (Object.getPrototypeOf(object) !== Object.prototype || 'toJSON' in object) {
    if (object instanceof Date && Number.isNaN(object.getTime())) throw refuse('a Date that is not valid', place);
    if ('toJSON' in object && typeof object.toJSON === 'function') return copy(object.toJSON(), place, around);
    if (object instanceof Map || object instanceof Set || object instanceof Promise) {
      throw refuse(`a ${object.constructor.name}`, place);
    }
  }
  const source = object as Record<string, unknown>; // Any object is one, to read from.
  const result: Record<string, Json> = {};
  for (const key of Object.keys(source)) {
    const item = source[key];
    if (item === undefined) continue;
    const copied = copy(item, place || key, around);
    // An assignment to `__proto__` would change the prototype instead of adding a property.
    if (key === '__proto__') Object.defineProperty(result, key, { value: copied, enumerable: true, writable: true });
    else result[key] = copied;
  }
  return result;
}

function tooLarge(): LimitError {
  return new LimitError(`The value is larger than the ${allowed} characters that one step may answer`);
}

function refuse(what: string, place: string): TaskOutputError {
  return new TaskOutputError(`${what}${place ? ` (in ${place})` : ''} cannot be passed on: JSON cannot hold it`);
}
