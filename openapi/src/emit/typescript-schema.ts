/**
 * Says a schema in the words that openapi-typescript understands: it reads JSON Schema as types, and where the two differ
 * it takes the narrow or the wrong meaning. Validation is left to the document; here only types matter.
 */
import { isSchema, mapSubschemas } from '../contract/json-schema.ts';
import type { ValueType } from '../language/model.ts';

const OBJECT_WORDS = ['additionalProperties', 'allOf', 'anyOf', 'oneOf', 'patternProperties', 'properties'];
const SHAPE_WORDS = ['additionalProperties', 'allOf', 'enum', 'items', 'patternProperties', 'properties', 'type'];

export function forTypeScript(schema: ValueType): ValueType {
  const { discriminator: _told, ...rest } = schema;
  const inner = mapSubschemas(rest, forTypeScript);
  if (inner.const === null) return { ...inner, type: 'null', const: undefined };
  return splitUnion(withKnown(openObject(inner)));
}

/** `{type: object}` alone means any object; openapi-typescript says one without properties. */
function openObject(schema: ValueType): ValueType {
  const isObject = [schema.type].flat().includes('object');
  const isOpen = isObject && !OBJECT_WORDS.some((word) => word in schema);
  return isOpen ? { ...schema, additionalProperties: true } : schema;
}

/**
 * An index signature is of all keys: where it says what further properties hold, it has to allow what the known ones hold,
 * or no value would fit both.
 */
function withKnown(schema: ValueType): ValueType {
  const { properties, patternProperties, additionalProperties: further } = schema;
  const known = Object.values(properties ?? {});
  const saysMore = isSchema(further)
    ? Object.keys(further).length > 0
    : further !== true && isSchema(patternProperties);
  if (known.length === 0 || !saysMore) return schema;
  return { ...schema, additionalProperties: { anyOf: [...(isSchema(further) ? [further] : []), ...known] } };
}

/** Beside other words a union narrows them; openapi-typescript says either the one or the other. */
function splitUnion(schema: ValueType): ValueType {
  const { anyOf, oneOf, allOf = [], ...rest } = schema;
  const unions = [anyOf, oneOf]
    .filter((union) => union !== undefined)
    .map((union) => ({ anyOf: union.filter(isSchema) }));
  const [only, second] = unions;
  if (only === undefined) return schema;
  if (second === undefined && !SHAPE_WORDS.some((word) => word in schema)) return { ...rest, ...only };
  return { allOf: [rest, ...allOf, ...unions] };
}
