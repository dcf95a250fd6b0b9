/** Puts the parts of an `allOf` together: a TypedDict cannot be an intersection. */
import { isSchema } from '../contract/json-schema.ts';
import type { ValueType } from '../language/model.ts';

type Components = Readonly<Record<string, ValueType>>;

/** One schema with the properties of all parts. Where parts disagree about a word, the last one has it. */
export function flatten(schema: ValueType, components: Components, seen: readonly unknown[] = []): ValueType {
  const { $ref, allOf, ...own } = schema;
  if (typeof $ref !== 'string' && allOf === undefined) return schema;
  const target = typeof $ref === 'string' ? components[$ref.slice($ref.lastIndexOf('/') + 1)] : undefined;
  const parts = [target, ...(allOf ?? [])].filter(isSchema).filter((part) => !seen.includes(part));
  const flat = parts.map((part) => flatten(part, components, [...seen, ...parts]));
  return [...flat, own].reduce(merge, {});
}

/** Has properties of its own, or none at all and says so. */
export function isObject(schema: ValueType): boolean {
  const isUnion = schema.anyOf !== undefined || schema.oneOf !== undefined;
  return schema.properties !== undefined && !isUnion && (schema.type ?? 'object') === 'object';
}

function merge(a: ValueType, b: ValueType): ValueType {
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  const properties = a.properties || b.properties ? { properties: { ...a.properties, ...b.properties } } : {};
  return { ...a, ...b, ...properties, ...(required.length === 0 ? {} : { required }) };
}
