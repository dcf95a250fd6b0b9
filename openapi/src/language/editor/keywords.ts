/** The keywords of JSON Schema, as they stand beside a type and in a `schema:`. */
import { FORMATS, keywordSchema } from '../json-schema.ts';
import { FITTING } from '../parse-definition.ts';
import { SCHEMA_KEYWORDS } from '../schema-keywords.ts';
import { about, like, mapOf, ref, type Schema, when } from './schema.ts';

const KEYWORDS: Readonly<Record<string, string>> = {
  $schema: 'The dialect of JSON Schema. FlowLang reads 2020-12.',
  $id: 'A name for this schema.',
  $ref: 'Another part of this schema that is meant here, such as `#/$defs/Item`.',
  $defs: 'Schemas that `$ref` refers to, by their names.',
  $comment: 'A note for whoever reads the schema.',
  title: 'What the value is called.',
  description: 'What the value means.',
  default: 'The value that stands in for one that is not given.',
  examples: 'Values that show what is meant.',
  deprecated: 'Callers should not use it any more.',
  readOnly: 'It is answered, and never sent.',
  writeOnly: 'It is sent, and never shown: events, records, logs and errors have `"***"` in its place.',
  type: 'The type of the value, or a list of types.',
  enum: 'All values that are allowed.',
  const: 'The only value that is allowed.',
  format: 'What the text must be, such as `email` or `date-time`.',
  pattern:
    'A regular expression that the text must match somewhere; begin with `^` and end with `$` to match all of it.',
  minLength: 'The least number of characters.',
  maxLength: 'The greatest number of characters.',
  minimum: 'The least number that is allowed.',
  maximum: 'The greatest number that is allowed.',
  exclusiveMinimum: 'The number must be more than this.',
  exclusiveMaximum: 'The number must be less than this.',
  multipleOf: 'The number must be a multiple of this one.',
  minContains: 'How many items must fit `contains`, at least.',
  maxContains: 'How many items may fit `contains`, at most.',
  minItems: 'The least number of items.',
  maxItems: 'The greatest number of items.',
  uniqueItems: 'No two items are equal.',
  required: 'Names of the properties that must be there.',
  dependentRequired: 'Names of properties that must be there if a property is.',
  minProperties: 'The least number of properties.',
  maxProperties: 'The greatest number of properties.',
  contentEncoding: 'How the text encodes its content, such as `base64`.',
  contentMediaType: 'The media type of what the text holds.',
  contentSchema: 'The schema of what the text holds.',
  allOf: 'The value must fit all of these schemas.',
  anyOf: 'The value must fit at least one of these schemas.',
  oneOf: 'The value must fit exactly one of these schemas.',
  not: 'The value must not fit this schema.',
  if: 'Where the value fits this schema it must fit `then`, else it must fit `else`.',
  // biome-ignore lint/suspicious/noThenProperty: it is JSON Schema's word
  then: 'The schema for values that fit `if`.',
  else: 'The schema for values that do not fit `if`.',
  prefixItems: 'Schemas of the first items, in their order.',
  items: 'The schema of each item.',
  contains: 'A schema that at least one item must fit.',
  unevaluatedItems: 'The schema of the items that no other keyword spoke of, or `false` for none.',
  properties: 'The properties of the object, by their names.',
  patternProperties: 'Schemas of properties, by patterns that their names match.',
  additionalProperties: 'The schema of all other properties, or `false` for none.',
  unevaluatedProperties: 'The schema of the properties that no other keyword spoke of, or `false` for none.',
  propertyNames: 'A schema that the names of all properties must fit.',
  dependentSchemas: 'Schemas that the object must fit if a property is there.',
};

const SCHEMA_TYPES = ['object', 'boolean'];

const SUBSCHEMA: Schema = { type: SCHEMA_TYPES, ...like('json_schema') };

/** What stands in a flow is narrower than what JSON Schema allows. */
const NARROWER: Readonly<Record<string, Schema>> = {
  format: { type: 'string', enum: FORMATS },
  // The checker's library refuses an empty list, which no value could fit.
  enum: { type: 'array', minItems: 1 },
  properties: { type: 'object', propertyNames: ref('property'), additionalProperties: SUBSCHEMA },
  $ref: { type: 'string', pattern: '^#', patternErrorMessage: 'Only references inside of the same schema are read' },
};

/** A keyword with its description and what it takes. */
export function keyword(name: string): Schema {
  return {
    ...about(KEYWORDS[name] ?? ''),
    ...(NARROWER[name] ?? (keywordSchema(name, SUBSCHEMA) as Schema)),
  };
}

const KEYWORD_MAP = mapOf(
  SCHEMA_KEYWORDS,
  Object.fromEntries(Object.keys(KEYWORDS).map((name) => [name, keyword(name)])),
);

const SUBDEFAULTS: Schema = { doNotSuggest: true, ...like('schema_defaults') };

/** A default is of the type that stands beside it, wherever the checker looks for defaults. */
const DEFAULTS: Schema = {
  type: SCHEMA_TYPES,
  properties: {
    items: SUBDEFAULTS,
    properties: { doNotSuggest: true, type: 'object', additionalProperties: ref('schema_defaults') },
  },
  allOf: Object.keys(FITTING).map((type) =>
    when(
      { type: 'object', properties: { type: { const: type } }, required: ['type', 'default'] },
      { type: 'object', properties: { default: { doNotSuggest: true, type } } },
    ),
  ),
};

export const KEYWORD_DEFINITIONS: Readonly<Record<string, Schema>> = {
  json_schema: { ...KEYWORD_MAP, type: SCHEMA_TYPES },
  schema_defaults: DEFAULTS,
};

/** `schema:`. */
export function schemaKey(markdown: string): Schema {
  const parts = ['json_schema', 'schema_defaults', 'data'].map((name) => ref(name));
  return { ...about(markdown), examples: [{ type: 'array', items: { type: 'string' } }], type: 'object', allOf: parts };
}
