/**
 * Closes the schemas of a document. They are open, so that a newer server may say more to an older client; what *this*
 * server says more than *this* document is a fault: nothing is answered that the document does not describe.
 */
import { isObject, type JsonObject } from './exchange.ts';

const LISTS = ['oneOf', 'anyOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', '$defs'];
const SINGLE = ['items', 'additionalProperties'];
/** What an author's own tasks take and return may say more than their schemas ask for. */
const OF_AUTHORS = ['inputs', 'outputs'];

export const OPEN = '#/components/schemas/';
export const SEALED = '#/components/sealed/';

type Schemas = Readonly<Record<string, unknown>>;

/** Each schema once more, under a name that {@link SEALED} begins. A schema that is closed cannot be a part of an `allOf`. */
export function sealAll(schemas: Schemas): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, seal(schema, schemas)]));
}

export function seal(schema: unknown, schemas: Schemas): unknown {
  if (!isObject(schema)) return schema;
  const sealed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, within(key, value, schemas)]));
  const isClosed = schema['additionalProperties'] !== undefined || schema['unevaluatedProperties'] !== undefined;
  return isClosed || !namesProperties(schema, schemas) ? sealed : { ...sealed, unevaluatedProperties: false };
}

function within(key: string, value: unknown, schemas: Schemas): unknown {
  const inner = (one: unknown): unknown => seal(one, schemas);
  if (key === '$ref' && typeof value === 'string') return value.replace(OPEN, SEALED);
  if (SINGLE.includes(key)) return inner(value);
  if (LISTS.includes(key) && Array.isArray(value)) return value.map(inner);
  if (MAPS.includes(key) && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, OF_AUTHORS.includes(name) ? one : inner(one)]),
    );
  }
  return value;
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
