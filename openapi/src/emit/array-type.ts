/** An array of what its items are: openapi-typescript drops a level where they come to an array by a union of one. */
import { type OpenAPITSOptions, transformSchemaObject } from 'openapi-typescript';
import ts from 'typescript';

export const arrayType: NonNullable<OpenAPITSOptions['transform']> = (schema, options) => {
  if (!('type' in schema) || schema.type !== 'array' || 'prefixItems' in schema) return undefined;
  const { items } = schema;
  // A union beside the type, or a tuple, is no matter of a level.
  if (items === undefined || Array.isArray(items) || 'enum' in schema || 'const' in schema) return undefined;
  return ts.factory.createArrayTypeNode(transformSchemaObject(items, options));
};
