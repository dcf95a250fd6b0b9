/** Questions to a value of JSON, as the language answers them. */
import type { Json } from '../model.ts';

export type JsonObject = { readonly [key: string]: Json };

/** Most characters of a text, and most items of a list, that an expression may make. */
export const LARGEST = 10_000_000;
/** As people write it. By its own means JavaScript would load all that it knows of languages, which takes 12 ms. */
export const LARGEST_SHOWN = '10,000,000';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Truth is that of Python: null, false, 0, "", [] and {} are false. */
export function truthy(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  if (isList(value)) return value.length > 0;
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/**
 * `==`: strict by type, lists and maps by what is in them, whatever the order of keys. It walks without recursion, since
 * a value from outside may be nested deeper than the stack is.
 */
export function equal(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  const pending: [Json, Json][] = [[left, right]];
  for (let pair = pending.pop(); pair; pair = pending.pop()) if (!sameShape(pair[0], pair[1], pending)) return false;
  return true;
}

/** Compares all but the children, and puts the pairs of children on `pending`. */
function sameShape(left: Json, right: Json, pending: [Json, Json][]): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (isList(left) || isList(right)) {
    if (!isList(left) || !isList(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++) pending.push([left[index] ?? null, right[index] ?? null]);
    return true;
  }
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(right, key)) return false;
    pending.push([left[key] ?? null, right[key] ?? null]);
  }
  return true;
}

/** Number of characters, as JSON Schema counts them: U+1F600 is one, though JavaScript stores it as two. */
export function textLength(text: string): number {
  let length = text.length;
  for (let index = 0; index + 1 < text.length; index++) {
    if (isHighSurrogate(text.charCodeAt(index)) && isLowSurrogate(text.charCodeAt(index + 1))) {
      length--;
      index++;
    }
  }
  return length;
}

/** The character at an index, that counts from the end where it is negative. No list is made of a text that may be long. */
export function characterAt(text: string, index: number): string | undefined {
  let at = index < 0 ? text.length : 0;
  for (let left = index; left > 0 && at < text.length; left--) at += widthAt(text, at);
  for (let left = index; left < 0 && at >= 0; left++) at -= widthBefore(text, at);
  return at < 0 || at >= text.length ? undefined : text.slice(at, at + widthAt(text, at));
}

function widthAt(text: string, at: number): number {
  return isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1)) ? 2 : 1;
}

function widthBefore(text: string, at: number): number {
  return at >= 2 ? widthAt(text, at - 2) : 1;
}

/** A text as it stands in a text around it: itself, and everything else as JSON. Throws `RangeError` beyond all bounds. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The same text for equal values, and for no others. Throws `RangeError` beyond all bounds. */
export function canonicalText(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) => {
    if (!isObject(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** What a value is, for a message; never the value itself, which may be a secret. */
export function describeValue(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return { boolean: 'a boolean', number: 'a number', string: 'a text' }[
    typeof value as 'boolean' | 'number' | 'string'
  ];
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
