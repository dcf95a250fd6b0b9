/** What the longer functions do. Results are bounded before they are made, so that no text can eat the memory. */
import type { Json } from '../model.ts';
import {
  canonicalText,
  describeValue,
  equal,
  isList,
  type JsonObject,
  LARGEST,
  LARGEST_SHOWN,
  textLength,
  textOf,
} from './json-value.ts';
import type { Fail } from './kinds.ts';

type Collection = string | readonly Json[] | JsonObject;

export const TOO_LARGE = `gives more than ${LARGEST_SHOWN} characters or items`;

export function size(value: Collection): number {
  if (typeof value === 'string') return textLength(value);
  return isList(value) ? value.length : Object.keys(value).length;
}

/** Whether a text has this part, a list this item, an object a property of this name. */
export function containedIn(value: Json, collection: Collection, fail: Fail): boolean {
  if (typeof collection !== 'string' && isList(collection)) return collection.some((item) => equal(item, value));
  if (typeof value !== 'string') {
    const where = typeof collection === 'string' ? 'a text' : 'the names of an object';
    throw fail(`looks for a text in ${where}, but is given ${describeValue(value)}`);
  }
  return typeof collection === 'string' ? collection.includes(value) : Object.hasOwn(collection, value);
}

export function replace(text: string, old: string, by: string, fail: Fail): string {
  if (old === '') throw fail('needs a text to look for that is not empty');
  if (by.length > old.length) {
    let length = text.length;
    for (let index = text.indexOf(old); index >= 0; index = text.indexOf(old, index + old.length)) {
      length += by.length - old.length;
      if (length > LARGEST) throw fail(TOO_LARGE);
    }
  }
  // A function, since `$&` in a plain text would mean something.
  return text.replaceAll(old, () => by);
}

export function split(text: string, separator: string, fail: Fail): readonly string[] {
  if (separator === '') throw fail('needs a separator that is not empty');
  return text.split(separator, LARGEST + 1);
}

export function join(list: readonly Json[], separator: string, fail: Fail): string {
  const parts: string[] = [];
  let length = 0;
  for (const [index, item] of list.entries()) {
    if (item === null) throw fail(`needs a list without null, but item ${index} is null`);
    const part = textOf(item);
    length += part.length + separator.length;
    if (length > LARGEST + separator.length) throw fail(TOO_LARGE);
    parts.push(part);
  }
  return parts.join(separator);
}

export function extreme(values: readonly Json[], sign: 1 | -1, fail: Fail): Json {
  const [only] = values;
  if (values.length === 1 && (only === undefined || !isList(only))) {
    throw fail(`needs a list, or two and more values, but is given ${describeValue(only ?? null)}`);
  }
  const list = values.length === 1 && only !== undefined && isList(only) ? only : values;
  let best: number | string | undefined;
  for (const item of comparable(list, fail))
    if (best === undefined || (sign > 0 ? item > best : item < best)) best = item;
  return best ?? null;
}

export function total(list: readonly Json[], fail: Fail): number {
  let sum = 0;
  for (const [index, item] of list.entries()) {
    if (typeof item !== 'number') throw fail(`needs a list of numbers, but item ${index} is ${describeValue(item)}`);
    sum += item;
  }
  return sum;
}

/** By shifting the decimal point in the number's text: `1.005 * 100` would be 100.49999999999999. */
export function round(number: number, digits: number, fail: Fail): number {
  if (!Number.isInteger(digits) || digits < 0 || digits > 15) throw fail('needs a number of digits from 0 to 15');
  const rounded = shifted(Math.round(shifted(Math.abs(number), digits)), -digits);
  // A number too large for its point to be shifted has no such digits.
  const result = Number.isFinite(rounded) ? rounded : Math.abs(number);
  return number < 0 ? 0 - result : result;
}

function shifted(number: number, places: number): number {
  const [mantissa, exponent = '0'] = String(number).split('e');
  return Number(`${mantissa}e${Number(exponent) + places}`);
}

export function integer(value: string | number | boolean, fail: Fail): number {
  if (typeof value !== 'string') return Math.trunc(Number(value)) + 0;
  const number = /^[+-]?\d+$/.test(value) ? Number(value) + 0 : Number.NaN;
  if (!Number.isSafeInteger(number)) throw fail('needs a text that is a whole number');
  return number;
}

export function float(value: string | number | boolean, fail: Fail): number {
  if (typeof value !== 'string') return Number(value);
  const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) + 0 : Number.NaN;
  if (!Number.isFinite(number)) throw fail('needs a text that is a number');
  return number;
}

export function sorted(list: readonly Json[], fail: Fail): readonly Json[] {
  return [...comparable(list, fail)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function unique(list: readonly Json[]): readonly Json[] {
  const seen = new Map<string, Json>();
  for (const item of list) {
    const text = canonicalText(item);
    if (!seen.has(text)) seen.set(text, item);
  }
  return [...seen.values()];
}

/** Numbers only, or texts only. */
function comparable(list: readonly Json[], fail: Fail): readonly (number | string)[] {
  for (const [index, item] of list.entries()) {
    const fits = (typeof item === 'number' || typeof item === 'string') && typeof item === typeof list[0];
    if (!fits) throw fail(`needs numbers only or texts only, but item ${index} is ${describeValue(item)}`);
  }
  return list as readonly (number | string)[];
}
