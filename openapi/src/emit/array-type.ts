/**
 * Arrays as they are: openapi-typescript drops a level where items come to an array by a union of one, and takes a tuple to
 * have all of its first items and no others.
 */
import { type OpenAPITSOptions, transformSchemaObject } from 'openapi-typescript';
import ts from 'typescript';

type Transform = NonNullable<OpenAPITSOptions['transform']>;
type Part = Parameters<Transform>[0];
type Options = Parameters<Transform>[1];

export const arrayType: Transform = (schema, options) => {
  if (!('type' in schema) || schema.type !== 'array') return undefined;
  if ('prefixItems' in schema) return tupleType(schema, options);
  const { items } = schema;
  // A union beside the type is no matter of a level.
  if (items === undefined || Array.isArray(items) || 'enum' in schema || 'const' in schema) return undefined;
  return ts.factory.createArrayTypeNode(transformSchemaObject(items, options));
};

/** `[string, number?, ...boolean[]]`: of its first items those may be missing that `minItems` does not ask for. */
function tupleType(schema: Part, options: Options): ts.TypeNode | undefined {
  const { prefixItems, items, minItems, maxItems } = schema as Readonly<Record<string, unknown>>; // Its types know less of arrays.
  if (!Array.isArray(prefixItems)) return undefined;
  const { factory } = ts;
  const most = typeof maxItems === 'number' ? maxItems : Number.POSITIVE_INFINITY;
  const least = typeof minItems === 'number' ? minItems : 0;
  const parts: readonly Part[] = prefixItems;
  const first = parts.slice(0, most).map((item, index) => {
    const type = transformSchemaObject(item, options);
    return index < least ? type : factory.createOptionalTypeNode(type);
  });
  if (items === false || most <= prefixItems.length) return factory.createTupleTypeNode(first);
  const further = transformSchemaObject((items ?? {}) as Part, options); // A schema, or `true`.
  return factory.createTupleTypeNode([...first, factory.createRestTypeNode(factory.createArrayTypeNode(further))]);
}
