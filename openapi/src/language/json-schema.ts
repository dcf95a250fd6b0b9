/** JSON Schema (2020-12), as far as the language asks: is this a schema, and does this value fit it. */
import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { withOurKeywords } from './json-schema-keywords.ts';
import type { Json, ValueType } from './model.ts';
import { fitsForSure, isSchemaForSure } from './plain-schema.ts';

/** Where something is wrong, and what. */
export interface Misfit {
  /** JSON Pointer to the value, or the part of the schema, that is wrong. */
  readonly pointer: string;
  readonly message: string;
}

/** Values of an `enum` that a message lists. */
const MOST_SHOWN = 20;

const OPTIONS = {
  strict: false,
  logger: false,
  allErrors: false,
  validateSchema: false,
  ownProperties: true,
  formats: fullFormats,
} as const;
/** Made when it is asked for first: many flows need none. */
function lazily(options: Options): () => Ajv2020 {
  let made: Ajv2020 | undefined;
  return () => {
    made ??= withOurKeywords(new Ajv2020({ ...OPTIONS, ...options }));
    return made;
  };
}

const plain = lazily({});
/** Fills in defaults, since these are applied before inputs are judged. */
const filling = lazily({ useDefaults: true });

/** The formats that are enforced. */
export const FORMATS: readonly string[] = Object.keys(fullFormats);

/** What keeps the value from being a JSON Schema, if anything. */
export function schemaMisfit(schema: ValueType): Misfit | undefined {
  if (isSchemaForSure(schema)) return undefined;
  const ajv = plain();
  if (!ajv.validateSchema(schema, false)) return explain(ajv.errors);
  if (isPlain(schema)) return undefined;
  try {
    ajv.compile(schema);
    ajv.removeSchema(schema);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return { pointer: '', message: 'is too large' };
    return { pointer: '', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Words that compile in any schema which the meta-schema accepts; references, patterns and formats may not. */
const PLAIN = new Set([
  ...['type', 'const', 'default', 'description', 'examples', 'title', 'required', 'writeOnly', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
]);

function isPlain(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true;
  return Object.entries(schema).every(([keyword, value]) => {
    if (keyword === 'items' || keyword === 'additionalProperties') return isPlain(value);
    if (keyword === 'properties') return Object.values(value).every(isPlain);
    // Of no values at all the meta-schema allows an `enum`; the compiler does not.
    return PLAIN.has(keyword) || (keyword === 'enum' && Array.isArray(value) && value.length > 0);
  });
}

/** What keeps the value from fitting the schema; undefined too where the schema cannot be used. */
export function valueMisfit(schema: ValueType, value: Json): Misfit | undefined {
  return misfitOf(plain, schema, value);
}

/** The same, after the defaults inside of the value were filled in. */
export function defaultMisfit(schema: ValueType, value: Json): Misfit | undefined {
  return misfitOf(filling, schema, structuredClone(value));
}

function misfitOf(instance: typeof plain, schema: ValueType, value: Json): Misfit | undefined {
  if (fitsForSure(schema, value)) return undefined;
  const validate = validatorOf(instance, schema);
  return validate === undefined || validate(value) ? undefined : explain(validate.errors);
}

/** To compile a schema takes longer than to read a flow, and many values are held to the same few. */
const MOST_VALIDATORS = 1_000;
const validators = new Map([plain, filling].map((one) => [one, new Map<string, ValidateFunction | undefined>()]));

/** Undefined where the schema cannot be used. */
function validatorOf(instance: typeof plain, schema: ValueType): ValidateFunction | undefined {
  const known = validators.get(instance) ?? new Map<string, ValidateFunction | undefined>();
  const { description: _description, examples: _examples, title: _title, ...asked } = schema;
  const text = JSON.stringify(asked);
  if (!known.has(text)) {
    if (known.size >= MOST_VALIDATORS) known.clear();
    known.set(text, compile(instance(), asked));
  }
  return known.get(text);
}

function compile(instance: Ajv2020, schema: ValueType): ValidateFunction | undefined {
  try {
    return instance.compile(schema);
  } catch {
    return undefined;
  } finally {
    // The library keeps every schema that it compiled; ours come and go with each edit of a file.
    instance.removeSchema(schema);
  }
}

function explain(errors: readonly ErrorObject[] | null | undefined): Misfit {
  const error = errors?.[0];
  if (error === undefined) return { pointer: '', message: 'is not valid' };
  return { pointer: error.instancePath, message: describe(error) };
}

function describe({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    const values = params['allowedValues'].map((value) => JSON.stringify(value));
    const others = values.length - MOST_SHOWN;
    const more = others > 0 ? `, or ${others === 1 ? 'one other' : `${others} others`}` : '';
    return `must be one of ${values.slice(0, MOST_SHOWN).join(', ')}${more}`;
  }
  if (keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  if (keyword === 'additionalProperties') return `must not have the property \`${params['additionalProperty']}\``;
  if (keyword === 'type') return `must be ${[params['type']].flat().join(' or ')}`;
  return message ?? 'is not valid';
}

const VOCABULARIES = ['core', 'applicator', 'unevaluated', 'validation', 'meta-data', 'format-annotation', 'content'];

/** What the meta-schema asks of a keyword's value; `subschema` is put where a schema stands in it. */
export function keywordSchema(keyword: string, subschema: ValueType): ValueType {
  for (const name of VOCABULARIES) {
    const vocabulary = plain().getSchema(`https://json-schema.org/draft/2020-12/meta/${name}`)?.schema as ValueType; // Ajv's own.
    const found = vocabulary.properties?.[keyword];
    if (found !== undefined) return expand(found, vocabulary['$defs'], subschema) as ValueType; // A schema in, a schema out.
  }
  return {};
}

function expand(node: unknown, definitions: unknown, subschema: ValueType): unknown {
  if (Array.isArray(node)) return node.map((item) => expand(item, definitions, subschema));
  if (typeof node !== 'object' || node === null) return node;
  if ('$dynamicRef' in node) return subschema;
  const { $ref, $comment: _comment, default: _default, ...rest } = node as Record<string, unknown>; // Of a map.
  const name = typeof $ref === 'string' ? $ref.replace('#/$defs/', '') : undefined;
  const target = name === undefined ? {} : expand((definitions as ValueType)[name], definitions, subschema); // Ajv's own.
  const others = Object.entries(rest).map(([key, value]) => [key, expand(value, definitions, subschema)]);
  return { ...(target as ValueType), ...Object.fromEntries(others) };
}
