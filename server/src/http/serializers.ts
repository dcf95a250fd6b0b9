/** Serialisers compiled from the contract: what the document does not describe cannot leave the server. */
import { type CheckedFlow, failedResultSchema, successResultSchema, type ValueType } from '@flowlang/openapi';
import fastJsonStringify from 'fast-json-stringify';

export type Serialize = (value: unknown) => string;

export function serializerOf(schema: ValueType): Serialize {
  // The schemas are JSON Schema 2020-12; the library's type knows draft 7 only.
  return fastJsonStringify(schema as fastJsonStringify.AnySchema);
}

export interface ResultSerializers {
  readonly success: Serialize;
  readonly failure: Serialize;
}

const FAILED = failedResultSchema();
const results = new WeakMap<object, ResultSerializers>();

/** Of one version of a flow: they go when it goes. */
export function resultSerializers(flow: CheckedFlow): ResultSerializers {
  let pair = results.get(flow);
  if (pair === undefined) {
    pair = { success: serializerOf(successResultSchema(flow)), failure: serializerOf(FAILED) };
    results.set(flow, pair);
  }
  return pair;
}
