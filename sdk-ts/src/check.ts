/** Small checks of JSON from outside, which say what is wrong and where. They let fields pass that they do not know. */

/** What is wrong, and where: `place` is a JSON Pointer, empty for the value as a whole. */
export interface Fault {
  readonly place: string;
  readonly message: string;
}

export type Check = (value: unknown, place: string) => Fault | undefined;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function must(good: boolean, value: unknown, place: string, want: string): Fault | undefined {
  return good ? undefined : { place, message: `must be ${want}, and is ${describe(value)}` };
}

export const text: Check = (value, place) => must(typeof value === 'string', value, place, 'a string');
export const number: Check = (value, place) => must(typeof value === 'number', value, place, 'a number');
export const flag: Check = (value, place) => must(typeof value === 'boolean', value, place, 'a boolean');
export const anObject: Check = (value, place) => must(isObject(value), value, place, 'an object');
export const nil: Check = (value, place) => must(value === null, value, place, 'null');
export const anything: Check = () => undefined;
export const ordinal: Check = (value, place) =>
  must(Number.isSafeInteger(value) && Number(value) >= 1, value, place, 'an integer from 1');

export function literal(want: boolean): Check {
  return (value, place) => must(value === want, value, place, String(want));
}

export function optional(check: Check): Check {
  return (value, place) => (value === undefined ? undefined : check(value, place));
}

export function orNull(check: Check): Check {
  return (value, place) => (value === null ? undefined : check(value, place));
}

export function listOf(item: Check): Check {
  return (value, place) =>
    Array.isArray(value) ? firstFault(value.entries(), place, item) : must(false, value, place, 'a list');
}

export function recordOf(item: Check): Check {
  return (value, place) => (isObject(value) ? firstFault(Object.entries(value), place, item) : anObject(value, place));
}

/** An object with these fields. Typed by what it checks, so that a field that is added to `T` cannot be forgotten. */
export function object<T>(fields: { readonly [Key in keyof T]-?: Check }): Check {
  const checks = Object.entries<Check>(fields);
  return (value, place) => {
    if (!isObject(value)) return anObject(value, place);
    for (const [key, check] of checks) {
      const fault = check(value[key], at(place, key));
      if (fault) return fault;
    }
    return undefined;
  };
}

function firstFault(entries: Iterable<[string | number, unknown]>, place: string, item: Check): Fault | undefined {
  for (const [key, value] of entries) {
    const fault = item(value, at(place, key));
    if (fault) return fault;
  }
  return undefined;
}

function at(place: string, key: string | number): string {
  return `${place}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
