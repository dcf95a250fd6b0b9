/** The keywords of JSON Schema (2020-12) that a `schema:` may hold, and which of them hold further schemas. */

export const SCHEMA_LIST_KEYWORDS: readonly string[] = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];

export const SCHEMA_MAP_KEYWORDS: readonly string[] = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];

export const SCHEMA_CHILD_KEYWORDS: readonly string[] = [
  'items',
  'contains',
  'unevaluatedItems',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'contentSchema',
];

export const SCHEMA_KEYWORDS: readonly string[] = [
  ...['$schema', '$id', '$ref', '$comment', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly'],
  ...['writeOnly', 'type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minContains', 'maxContains', 'minItems', 'maxItems'],
  ...['uniqueItems', 'required', 'dependentRequired', 'minProperties', 'maxProperties', 'contentEncoding'],
  ...['contentMediaType', ...SCHEMA_LIST_KEYWORDS, ...SCHEMA_MAP_KEYWORDS, ...SCHEMA_CHILD_KEYWORDS],
];

export const SCHEMA_TYPES: readonly string[] = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];

/** What other dialects call it. */
export const FOREIGN_KEYWORDS: Readonly<Record<string, string>> = {
  nullable: 'Write `type: [string, "null"]`, with the type in question',
  example: 'Write `examples: […]`',
  definitions: 'Write `$defs`',
  additionalItems: 'Write `items` beside `prefixItems`',
  dependencies: 'Write `dependentRequired` or `dependentSchemas`',
  name: 'The name stands beside `schema`',
};
