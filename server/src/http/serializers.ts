/** Serialisers compiled from the contract: what the document does not describe cannot leave the server. */
import { type CheckedFlow, failedResultSchema, successResultSchema, type ValueType } from '@flowlang/openapi';
import fastJsonStringify from 'fast-json-stringify';

export type Serialize = (value: unknown) => string;

/** For what is text already. */
export const asIs: Serialize = (text) => String(text);

/** For schemas of our own; those of users go through `plainly` first. */
export function serializerOf(schema: ValueType): Serialize {
  // The schemas are JSON Schema 2020-12; the library's type knows draft 7 only.
  return fastJsonStringify(schema as fastJsonStringify.AnySchema);
}

export interface ResultSerializers {
  readonly success: Serialize;
  readonly failure: Serialize;
}

const FAILURE = serializerOf(failedResultSchema());
const results = new WeakMap<object, ResultSerializers>();

/** Of one version of a flow: they go when it goes. */
export function resultSerializers(flow: CheckedFlow): ResultSerializers {
  let pair = results.get(flow);
  if (pair === undefined) {
    pair = { success: serializerOf(plainly(successResultSchema(flow))), failure: FAILURE };
    results.set(flow, pair);
  }
  return pair;
}

/** Types that the compiler writes as JSON.stringify would, only faster. */
const SCALARS: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean', 'null']);

/**
 * The part of a schema that is compiled; the rest is left to JSON.stringify. The value has been judged by the whole
 * schema. The compiler does not judge: it drops what an open object may hold, adds defaults, and takes a format at its word.
 */
export function plainly(schema: ValueType): ValueType {
  const { type, properties, items, additionalProperties } = schema;
  if (COMPOSED.some((keyword) => keyword in schema)) return {};
  if (SCALARS.has(type)) return { type };
  if (type === 'array') return { type, items: isSchema(items) ? plainly(items) : {} };
  if (type !== 'object') return {};
  // The compiler would find these in every object.
  if (Object.keys(properties ?? {}).some((name) => name in Object.prototype)) return {};
  const own = Object.entries(properties ?? {}).map(([name, one]) => [name, isSchema(one) ? plainly(one) : {}] as const);
  return { type, properties: Object.fromEntries(own), additionalProperties: additionalProperties !== false };
}

const COMPOSED = ['$ref', 'anyOf', 'oneOf', 'allOf', 'if', 'nullable', 'prefixItems', 'patternProperties'] as const;

function isSchema(schema: unknown): schema is ValueType {
  return typeof schema === 'object' && schema !== null;
}
