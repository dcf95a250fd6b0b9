/** The fixed resources of wire.ts as JSON Schema. */
import { OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { ValueType } from '../language/model.ts';
import { isSchema, mapSubschemas, mapValues } from './json-schema.ts';
import * as wire from './wire.ts';

const PREFIX = '#/components/schemas/';

export interface WireSchema {
  readonly schema: ValueType;
  /** What the schema refers to, directly or not. */
  readonly components: Readonly<Record<string, ValueType>>;
}

const converted = new WeakMap<z.ZodType, WireSchema>();

/** A schema of wire.ts, or one made of them (a list). A named one comes back as a reference to its component. */
export function fromZod(schema: z.ZodType): WireSchema {
  const known = converted.get(schema);
  if (known !== undefined) return known;
  const made = convert(schema);
  converted.set(schema, made);
  return made;
}

/** Name of the component that a reference of `fromZod` means. */
export function wireName(ref: string): string {
  return ref.slice(PREFIX.length);
}

function convert(schema: z.ZodType): WireSchema {
  // The generator names only whole components, so that a nameless list has to travel inside one.
  const carrier = z.object({ carried: schema }).openapi('Carrier');
  const { components } = new OpenApiGeneratorV31([{ type: 'schema', schema: carrier }]).generateComponents();
  const schemas: Readonly<Record<string, unknown>> = components?.schemas ?? {};
  const { Carrier, ...others } = mapValues(schemas, (part) => (isSchema(part) ? tidy(part) : {}));
  return { schema: Carrier?.properties?.['carried'] ?? {}, components: others };
}

/** `example` is not a word of JSON Schema 2020-12. */
function tidy(schema: ValueType): ValueType {
  const { example, ...rest } = schema;
  return mapSubschemas(example === undefined ? rest : { ...rest, examples: [example] }, tidy);
}

/** Names that no flow's schema may take, used or not: a flow `Failed` has no `FailedResult`. */
export const WIRE_NAMES: ReadonlySet<string> = new Set(
  Object.values(wire)
    .filter((value) => value instanceof z.ZodType)
    .flatMap((schema) => Object.keys(fromZod(schema).components)),
);
