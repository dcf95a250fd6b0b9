/** Where schemas stand inside a schema of JSON Schema (2020-12). */
import type { ValueType } from './model.ts';
import { SCHEMA_CHILD_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from './schema-keywords.ts';

const ONE_SCHEMA = new Set(SCHEMA_CHILD_KEYWORDS);
const LIST_OF_SCHEMAS = new Set(SCHEMA_LIST_KEYWORDS);
/** Those of tasks may have the older word, too. */
const MAP_OF_SCHEMAS = new Set([...SCHEMA_MAP_KEYWORDS, 'definitions']);

export function isSchema(value: unknown): value is ValueType {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
