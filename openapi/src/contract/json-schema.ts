/**
 * The little that the contract must know of JSON Schema (2020-12) itself: where schemas stand inside a schema, when two
 * are the same, how a union is written and how null is added.
 */
import type { Json, ValueType } from '../language/model.ts';

const ONE_SCHEMA = new Set([
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const LIST_OF_SCHEMAS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const MAP_OF_SCHEMAS = new Set(['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties']);

/** Keywords that say nothing about which values are valid. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  'default',
  'deprecated',
  'description',
  'examples',
  'readOnly',
  'title',
  'writeOnly',
]);

/** Keywords whose meaning does not hang on `type` alone, so that another type cannot simply be added beside them. */
const UNBOUND = ['$ref', 'allOf', 'anyOf', 'const', 'else', 'if', 'not', 'oneOf', 'then'];

export function isSchema(value: unknown): value is ValueType {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The only values there are, where a `const` or an `enum` names them. */
export function constantsOf(schema: ValueType): readonly Json[] | undefined {
  return Object.hasOwn(schema, 'const') ? [schema.const ?? null] : schema.enum;
}

/** A copy in which `change` was applied to the schemas that stand directly inside; data (defaults, enums) stays as it is. */
export function mapSubschemas(schema: ValueType, change: (schema: ValueType) => ValueType): ValueType {
  const one = (value: unknown): unknown => (isSchema(value) ? change(value) : value);
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (ONE_SCHEMA.has(keyword)) return [keyword, one(value)];
    if (LIST_OF_SCHEMAS.has(keyword) && Array.isArray(value)) return [keyword, value.map(one)];
    if (MAP_OF_SCHEMAS.has(keyword) && isSchema(value)) return [keyword, mapValues(value, one)];
    return [keyword, value];
  });
  return Object.fromEntries(entries);
}

/** `fromEntries` and not assignment: an input may be called `__proto__`. */
export function mapValues<In, Out>(map: Readonly<Record<string, In>>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** One text for one value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isSchema(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** What any of them accepts; the same schema once, and none at all where one accepts everything. */
export function unionOf(schemas: readonly ValueType[]): ValueType {
  // Most stand alone or are met again as the same object, and to write a schema out costs more than to build it.
  const objects = [...new Set(schemas)];
  if (objects.length === 1 && objects[0] !== undefined) return objects[0];
  const distinct = new Map(objects.map((schema) => [canonical(schema), schema]));
  const [first, ...others] = distinct.values();
  if (first === undefined || distinct.has('{}')) return {};
  return others.length === 0 ? first : { anyOf: [first, ...others] };
}

/** The schema, and null; what it says of itself (a default, a description) stays outside of a union. */
export function orNull(schema: ValueType): ValueType {
  const constrains = Object.keys(schema).some((keyword) => !ANNOTATIONS.has(keyword));
  if (!constrains || schema.type === 'null') return schema;
  if (schema.type === undefined && schema.enum === undefined) return orElse(schema, { type: 'null' });
  if (UNBOUND.some((keyword) => keyword in schema)) return orElse(schema, { type: 'null' });
  const withNull = (list: readonly Json[]): readonly Json[] => (list.includes(null) ? list : [...list, null]);
  return {
    ...schema,
    ...(schema.type === undefined ? {} : { type: [...new Set([schema.type, 'null' as const].flat())] }),
    ...(schema.enum === undefined ? {} : { enum: withNull(schema.enum) }),
  };
}

/** A union of both, with what the first says of itself. */
export function orElse(schema: ValueType, other: ValueType): ValueType {
  const entries = Object.entries(schema);
  const said = entries.filter(([keyword]) => ANNOTATIONS.has(keyword));
  const asked = entries.filter(([keyword]) => !ANNOTATIONS.has(keyword));
  return { ...Object.fromEntries(said), anyOf: [Object.fromEntries(asked), other] };
}
