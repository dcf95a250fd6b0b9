/** JSON Schema (2020-12), as far as the language asks: is this a schema, and does this value fit it. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Json, ValueType } from './model.ts';

/** Where something is wrong, and what. */
export interface Misfit {
  /** JSON Pointer to the value, or the part of the schema, that is wrong. */
  readonly pointer: string;
  readonly message: string;
}

const OPTIONS = {
  strict: false,
  logger: false,
  allErrors: false,
  validateSchema: false,
  ownProperties: true,
  formats: fullFormats,
} as const;
const ajv = new Ajv2020(OPTIONS);
/** Fills in defaults, since these are applied before inputs are judged. */
const filling = new Ajv2020({ ...OPTIONS, useDefaults: true });

/** The formats that are enforced. */
export const FORMATS: readonly string[] = Object.keys(ajv.formats);

/** What keeps the value from being a JSON Schema, if anything. */
export function schemaMisfit(schema: ValueType): Misfit | undefined {
  if (!ajv.validateSchema(schema, false)) return explain(ajv.errors);
  try {
    ajv.compile(schema);
    ajv.removeSchema(schema);
    return undefined;
  } catch (error) {
    return { pointer: '', message: error instanceof Error ? error.message : String(error) };
  }
}

/** What keeps the value from fitting the schema; undefined too where the schema cannot be used. */
export function valueMisfit(schema: ValueType, value: Json): Misfit | undefined {
  return misfitOf(ajv, schema, value);
}

/** The same, after the defaults inside of the value were filled in. */
export function defaultMisfit(schema: ValueType, value: Json): Misfit | undefined {
  return misfitOf(filling, schema, structuredClone(value));
}

function misfitOf(instance: typeof ajv, schema: ValueType, value: Json): Misfit | undefined {
  let validate: ValidateFunction;
  try {
    validate = instance.compile(schema);
  } catch {
    return undefined;
  }
  const fits = validate(value);
  // The library keeps every schema that it compiled; ours come and go with each edit of a file.
  instance.removeSchema(schema);
  return fits ? undefined : explain(validate.errors);
}

function explain(errors: readonly ErrorObject[] | null | undefined): Misfit {
  const error = errors?.[0];
  if (error === undefined) return { pointer: '', message: 'is not valid' };
  return { pointer: error.instancePath, message: describe(error) };
}

function describe({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    return `must be one of ${params['allowedValues'].map((value) => JSON.stringify(value)).join(', ')}`;
  }
  if (keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  if (keyword === 'additionalProperties') return `must not have the property \`${params['additionalProperty']}\``;
  if (keyword === 'type') return `must be ${[params['type']].flat().join(' or ')}`;
  return message ?? 'is not valid';
}
