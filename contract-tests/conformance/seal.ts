/**
 * Closes the schemas of a document. They are open, so that a newer server may say more to an older client; what *this*
 * server says more than *this* document is a fault: nothing is answered that the document does not describe.
 */
import { isObject, type JsonObject } from './exchange.ts';

const LISTS = ['oneOf', 'anyOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', '$defs'];
const SINGLE = ['items', 'additionalProperties'];
export const OPEN = '#/components/schemas/';
export const SEALED = '#/components/sealed/';

type Schemas = Readonly<Record<string, unknown>>;

/**
 * Each schema once more, under a name that {@link SEALED} begins. A schema that is closed cannot be a part of an `allOf`.
 *
 * @param openFields properties of any schema whose values may say more than is described
 */
export function sealAll(schemas: Schemas, openFields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, seal(schema, schemas, openFields)]));
}

function seal(schema: unknown, schemas: Schemas, openFields: readonly string[]): unknown {
  if (!isObject(schema)) return schema;
  const inner = (one: unknown): unknown => seal(one, schemas, openFields);
  const entries = Object.entries(schema).map(([key, value]) => [key, within(key, value, inner, openFields)]);
  const sealed = Object.fromEntries(entries);
  const isClosed = schema['additionalProperties'] !== undefined || schema['unevaluatedProperties'] !== undefined;
  return isClosed || !namesProperties(schema, schemas) ? sealed : { ...sealed, unevaluatedProperties: false };
}

type Inner = (schema: unknown) => unknown;

function within(key: string, value: unknown, inner: Inner, openFields: readonly string[]): unknown {
  if (key === '$ref' && typeof value === 'string') return value.replace(OPEN, SEALED);
  if (SINGLE.includes(key)) return inner(value);
  if (LISTS.includes(key) && Array.isArray(value)) return value.map(inner);
  if (!MAPS.includes(key) || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, openFields.includes(name) ? one : inner(one)]),
  );
}

function namesProperties(schema: JsonObject, schemas: Schemas): boolean {
  if (schema['properties'] !== undefined) return true;
  const { allOf } = schema;
  return (
    Array.isArray(allOf) && allOf.some((part) => isObject(part) && namesProperties(resolve(part, schemas), schemas))
  );
}

function resolve(schema: JsonObject, schemas: Schemas): JsonObject {
  const { $ref } = schema;
  if (typeof $ref !== 'string' || !$ref.startsWith(OPEN)) return schema;
  const target = schemas[$ref.slice(OPEN.length)];
  return isObject(target) ? target : schema;
}
