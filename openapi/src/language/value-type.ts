/**
 * The algebra of what is known of a value. Types are JSON Schemas; those of users come from `schema:` and from zod. Every
 * answer is at least as wide as the truth: a type that is narrower than a value at run time would make the server lie.
 */
export {
  canEqual,
  describeType,
  indexedType,
  itemType,
  type PropertyType,
  possibleValues,
  propertyNames,
  propertyType,
} from './value-type/access.ts';
export { alternatives, isOnlyNull, jsonTypeOf, mayBeNull, typesOf } from './value-type/alternatives.ts';
export { asType, isRecord, selfContained } from './value-type/references.ts';
export {
  ANY,
  ANY_OR_NULL,
  ARRAY,
  BOOLEAN,
  INTEGER,
  isKnownToBeNullable,
  listOf,
  literalType,
  NULL,
  NUMBER,
  nullable,
  OBJECT,
  STRING,
  shapeOf,
  union,
  unionOf,
  withoutNull,
} from './value-type/union.ts';
