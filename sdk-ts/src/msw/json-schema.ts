/**
 * Holds a value to a JSON Schema (2020-12), and says what is wrong in the words of the server. A front end has no use for
 * a compiler of schemas: this one reads them, and lets keywords pass that it does not know.
 */
import { isObject } from '../check.ts';
import type { InvalidInput } from '../wire.ts';
import { fitsFormat } from './formats.ts';
import type { Schema } from './project.ts';

type Found = InvalidInput[];
/** What a keyword asks of a value; undefined if that is there. */
type Rule = (want: unknown, value: unknown, schema: Schema) => string | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  type: (want, value) =>
    unless(
      listOf(want).some((one) => isOfType(String(one), value)),
      `must be ${listOf(want)}`,
    ),
  const: (want, value) => unless(same(want, value), 'must be equal to constant'),
  enum: (want, value) =>
    unless(
      listOf(want).some((one) => same(one, value)),
      `must be one of ${JSON.stringify(want)}`,
    ),
  minimum: (want, value) => ofNumber(value, (number) => number >= Number(want), `must be >= ${want}`),
  maximum: (want, value) => ofNumber(value, (number) => number <= Number(want), `must be <= ${want}`),
  exclusiveMinimum: (want, value) => ofNumber(value, (number) => number > Number(want), `must be > ${want}`),
  exclusiveMaximum: (want, value) => ofNumber(value, (number) => number < Number(want), `must be < ${want}`),
  multipleOf: (want, value) =>
    ofNumber(value, (number) => isMultiple(number / Number(want)), `must be multiple of ${want}`),
  minLength: (want, value) => atLeast(ofText(value), want, 'characters'),
  maxLength: (want, value) => atMost(ofText(value), want, 'characters'),
  pattern: (want, value) =>
    unless(typeof value !== 'string' || new RegExp(String(want), 'u').test(value), `must match pattern "${want}"`),
  format: (want, value) =>
    unless(typeof value !== 'string' || fitsFormat(String(want), value), `must match format "${want}"`),
  minItems: (want, value) => atLeast(Array.isArray(value) ? value.length : undefined, want, 'items'),
  maxItems: (want, value) => atMost(Array.isArray(value) ? value.length : undefined, want, 'items'),
  minProperties: (want, value) => atLeast(isObject(value) ? Object.keys(value).length : undefined, want, 'properties'),
  maxProperties: (want, value) => atMost(isObject(value) ? Object.keys(value).length : undefined, want, 'properties'),
  uniqueItems: (want, value) =>
    unless(want !== true || !Array.isArray(value) || !hasTwins(value), 'must not have an item twice'),
};

export class SchemaCheck {
  readonly #root: Schema;

  constructor(root: Schema) {
    this.#root = root;
  }

  /** All that is wrong with it; by the root unless by a schema within. */
  faults(value: unknown, schema: unknown = this.#root): Found {
    return this.#held(value, schema, '');
  }

  #held(value: unknown, schema: unknown, path: string): Found {
    if (schema === false) return [{ path, message: 'boolean schema is false', keyword: 'false schema' }];
    if (!isObject(schema)) return [];
    const own = Object.entries(RULES).flatMap(([keyword, rule]) => {
      const message = Object.hasOwn(schema, keyword) ? rule(schema[keyword], value, schema) : undefined;
      return message === undefined ? [] : [{ path, message, keyword }];
    });
    return [
      ...own,
      ...this.#inObject(value, schema, path),
      ...this.#inList(value, schema, path),
      ...this.#unions(value, schema, path),
    ];
  }

  /** The schema that a reference within the root stands for. */
  resolve(schema: unknown): unknown {
    const ref = isObject(schema) ? schema['$ref'] : undefined;
    if (typeof ref !== 'string' || !ref.startsWith('#')) return schema;
    const keys = ref.slice(1).split('/').slice(1);
    return keys.reduce<unknown>((at, key) => (isObject(at) ? at[unescapePointer(key)] : undefined), this.#root);
  }

  #inObject(value: unknown, schema: Schema, path: string): Found {
    if (!isObject(value)) return [];
    const { properties = {}, required = [], patternProperties = {}, additionalProperties, propertyNames } = schema;
    const missing = listOf(required).filter((name) => !Object.hasOwn(value, String(name)));
    return [
      ...missing.map((name) => ({ path: below(path, String(name)), message: 'is required', keyword: 'required' })),
      ...Object.entries(value).flatMap(([name, one]) => {
        const place = below(path, name);
        const patterns = Object.entries(patternProperties as Schema).filter(([key]) => new RegExp(key, 'u').test(name)); // the server has checked it
        const named = isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [];
        const known = [...named, ...patterns.map(([, pattern]) => pattern)];
        if (known.length === 0 && additionalProperties === false) {
          return [{ path: place, message: 'is not known', keyword: 'additionalProperties' }];
        }
        const fits = known.length === 0 ? [additionalProperties] : known;
        return [...fits.flatMap((each) => this.#held(one, each, place)), ...this.#held(name, propertyNames, path)];
      }),
    ];
  }

  #inList(value: unknown, schema: Schema, path: string): Found {
    if (!Array.isArray(value)) return [];
    const first = listOf(schema['prefixItems'] ?? []);
    const contains = schema['contains'];
    const isMissing = contains !== undefined && !value.some((one) => this.#held(one, contains, path).length === 0);
    const missing = { path, message: 'must contain at least 1 valid item(s)', keyword: 'contains' };
    return [
      ...value.flatMap((one, index) =>
        this.#held(one, index < first.length ? first[index] : schema['items'], `${path}/${index}`),
      ),
      ...(isMissing ? [missing] : []),
    ];
  }

  #unions(value: unknown, schema: Schema, path: string): Found {
    const { $ref, allOf = [], anyOf, oneOf, not, if: condition } = schema;
    const faultsOf = (one: unknown): Found => this.#held(value, one, path);
    const found = [...($ref === undefined ? [] : faultsOf(this.resolve(schema))), ...listOf(allOf).flatMap(faultsOf)];
    if (anyOf !== undefined) found.push(...chosen(listOf(anyOf).map(faultsOf), path, 'anyOf'));
    if (oneOf !== undefined) found.push(...chosen(listOf(oneOf).map(faultsOf), path, 'oneOf'));
    if (not !== undefined && faultsOf(not).length === 0)
      found.push({ path, message: 'must NOT be valid', keyword: 'not' });
    if (condition !== undefined) {
      const branch = faultsOf(condition).length === 0 ? 'then' : 'else';
      const faults = faultsOf(schema[branch]);
      if (faults.length > 0) found.push(...faults, { path, message: `must match "${branch}" schema`, keyword: 'if' });
    }
    return found;
  }
}

export function below(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function unescapePointer(key: string): string {
  return decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
}

function chosen(tried: readonly Found[], path: string, keyword: 'anyOf' | 'oneOf'): Found {
  const fitting = tried.filter((faults) => faults.length === 0).length;
  if (fitting === 1 || (fitting > 1 && keyword === 'anyOf')) return [];
  const wanted = keyword === 'anyOf' ? 'must match a schema in anyOf' : 'must match exactly one schema in oneOf';
  return [...(fitting === 0 ? tried.flat() : []), { path, message: wanted, keyword }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(byKey)) : part,
  );
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function unless(good: boolean, message: string): string | undefined {
  return good ? undefined : message;
}

function ofNumber(value: unknown, good: (number: number) => boolean, message: string): string | undefined {
  return unless(typeof value !== 'number' || good(value), message);
}

/** In characters, as a person counts. */
function ofText(value: unknown): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}

function atLeast(size: number | undefined, want: unknown, of: string): string | undefined {
  return unless(size === undefined || size >= Number(want), `must NOT have fewer than ${want} ${of}`);
}

function atMost(size: number | undefined, want: unknown, of: string): string | undefined {
  return unless(size === undefined || size <= Number(want), `must NOT have more than ${want} ${of}`);
}

function hasTwins(items: readonly unknown[]): boolean {
  return new Set(items.map(canonical)).size < items.length;
}

/** But for what only the last digits tell: in binary, 0.07 is no multiple of 0.01. */
function isMultiple(times: number): boolean {
  return Math.abs(times - Math.round(times)) <= Math.abs(times) * 4 * Number.EPSILON;
}
