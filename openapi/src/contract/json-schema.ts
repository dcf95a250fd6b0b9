/**
 * The little that the contract must know of JSON Schema (2020-12) itself: when two schemas are the same, how a union is
 * written and how null is added.
 */
import type { Json, ValueType } from '../language/model.ts';
import { isSchema } from '../language/subschemas.ts';

export { isSchema, mapSubschemas, mapValues } from '../language/subschemas.ts';

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

/** The only values there are, where a `const` or an `enum` names them. */
export function constantsOf(schema: ValueType): readonly Json[] | undefined {
  return Object.hasOwn(schema, 'const') ? [schema.const ?? null] : schema.enum;
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
