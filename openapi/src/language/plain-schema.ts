/**
 * What can be said of most schemas and values at a glance. To compile the meta-schema takes longer than all else that
 * checks a flow, and most flows have no schema that needs it.
 */
import type { Json, ValueType } from './model.ts';

type IsFit = (value: unknown) => boolean;

const TYPES: Readonly<Record<string, IsFit>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

const isText: IsFit = (value) => typeof value === 'string';
const isFlag: IsFit = (value) => typeof value === 'boolean';
const isNumber: IsFit = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: IsFit = (value) => Number.isInteger(value) && Number(value) >= 0;
const isAnything: IsFit = () => true;

const isPattern: IsFit = (value) => {
  try {
    return isText(value) && new RegExp(String(value), 'u').flags === 'u';
  } catch {
    return false;
  }
};
const isTypeName: IsFit = (value) => isText(value) && Object.hasOwn(TYPES, String(value));
const isChoice: IsFit = (value) => Array.isArray(value) && value.length > 0 && new Set(value).size === value.length;
const areSchemas: IsFit = (value) => Array.isArray(value) && value.length > 0 && value.every(isSchemaForSure);
const isMapOfSchemas: IsFit = (value) =>
  TYPES['object']?.(value) === true && Object.values(Object(value)).every(isSchemaForSure);

const KEYWORDS: Readonly<Record<string, IsFit>> = {
  type: (value) => isTypeName(value) || (isChoice(value) && [value].flat().every(isTypeName)),
  const: isAnything,
  default: isAnything,
  enum: (value) => Array.isArray(value) && value.length > 0,
  examples: Array.isArray,
  description: isText,
  title: isText,
  writeOnly: isFlag,
  uniqueItems: isFlag,
  required: (value) => Array.isArray(value) && value.every(isText) && new Set(value).size === value.length,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  items: isSchemaForSure,
  additionalProperties: isSchemaForSure,
  properties: isMapOfSchemas,
  patternProperties: (value) => isMapOfSchemas(value) && Object.keys(Object(value)).every(isPattern),
  propertyNames: isSchemaForSure,
  prefixItems: areSchemas,
  allOf: areSchemas,
  anyOf: areSchemas,
  oneOf: areSchemas,
  not: isSchemaForSure,
  pattern: isPattern,
  format: isText,
  contentEncoding: isText,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  deprecated: isFlag,
  readOnly: isFlag,
};

/** False where it takes a closer look. */
export function isSchemaForSure(schema: unknown): boolean {
  if (typeof schema === 'boolean') return true;
  if (TYPES['object']?.(schema) !== true) return false;
  return Object.entries(Object(schema)).every(
    ([keyword, value]) => Object.hasOwn(KEYWORDS, keyword) && KEYWORDS[keyword]?.(value) === true,
  );
}

const SAYS_NOTHING = new Set(['default', 'description', 'examples', 'title', 'writeOnly']);

/** False where it takes a closer look. */
export function fitsForSure(schema: ValueType, value: Json): boolean {
  return Object.entries(schema).every(([keyword, wanted]) => {
    if (keyword === 'type') return typeof wanted === 'string' && TYPES[wanted]?.(value) === true;
    if (keyword === 'enum') return !(value instanceof Object) && Array.isArray(wanted) && wanted.includes(value);
    if (keyword === 'minimum') return typeof value === 'number' && typeof wanted === 'number' && value >= wanted;
    if (keyword === 'maximum') return typeof value === 'number' && typeof wanted === 'number' && value <= wanted;
    return SAYS_NOTHING.has(keyword);
  });
}
