/** Copies what is handed over: nothing that the engine keeps is shared with user code, in either direction. */
import type { Json } from '@flowlang/openapi';
import { TaskOutputError } from '../errors.ts';

const MAX_DEPTH = 500;

/**
 * A copy of `value` as JSON has it. A Date becomes ISO text, `undefined` properties are left out, `toJSON` is honoured.
 * @throws TaskOutputError, with the place, for what JSON cannot hold: functions, BigInt, NaN, Map, Set, cycles.
 */
export function toJson(value: unknown): Json {
  return copy(value, 0, '');
}

function copy(value: unknown, depth: number, place: string): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw refuse(`the number ${value}`, place);
  }
  if (value === undefined) return null;
  if (typeof value !== 'object') throw refuse(`a ${typeof value}`, place);
  if (depth > MAX_DEPTH) throw refuse('a value that holds itself, or is nested too deep', place);
  if (Array.isArray(value)) return copyList(value, depth, place);
  return copyObject(value, depth, place);
}

function copyList(list: readonly unknown[], depth: number, place: string): Json {
  const result = new Array<Json>(list.length);
  for (let index = 0; index < list.length; index++) result[index] = copy(list[index], depth + 1, place);
  return result;
}

function copyObject(object: object, depth: number, place: string): Json {
  // Most objects are plain; only others have to be looked at closely.
  if (Object.getPrototypeOf(object) !== Object.prototype || 'toJSON' in object) {
    if (object instanceof Date && Number.isNaN(object.getTime())) throw refuse('a Date that is not valid', place);
    if ('toJSON' in object && typeof object.toJSON === 'function') return copy(object.toJSON(), depth + 1, place);
    if (object instanceof Map || object instanceof Set || object instanceof Promise) {
      throw refuse(`a ${object.constructor.name}`, place);
    }
  }
  const source = object as Record<string, unknown>; // Any object is one, to read from.
  const result: Record<string, Json> = {};
  for (const key of Object.keys(source)) {
    const item = source[key];
    if (item === undefined) continue;
    const copied = copy(item, depth + 1, place || key);
    // An assignment to `__proto__` would change the prototype instead of adding a property.
    if (key === '__proto__') Object.defineProperty(result, key, { value: copied, enumerable: true, writable: true });
    else result[key] = copied;
  }
  return result;
}

function refuse(what: string, place: string): TaskOutputError {
  return new TaskOutputError(`${what}${place ? ` (in ${place})` : ''} cannot be passed on: JSON cannot hold it`);
}
