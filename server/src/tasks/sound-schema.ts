/** A described schema without what would keep right values out of it, or all of them. */
import { type Json, mapSubschemas, type ValueType, valueMisfit } from '@flowlang/openapi/language';

/** @param isResult what comes out: there a default is not held to what it stands in for */
export function soundSchema(root: ValueType, isResult: boolean): ValueType {
  const definitions = Object(root['$defs']) as Readonly<Record<string, ValueType>>; // It is described as such, if at all.
  const sound = (schema: ValueType): ValueType => {
    const copy: Record<string, unknown> = { ...mapSubschemas(schema, sound) };
    if (copy['pattern'] !== undefined && !isPattern(copy['pattern'])) delete copy['pattern'];
    if (!Object.keys(Object(copy['patternProperties'])).every(isPattern)) {
      delete copy['patternProperties'];
      // It would be asked of what these patterns matched.
      delete copy['additionalProperties'];
    }
    const { allOf } = schema;
    if (allOf !== undefined && allOf.length > 1) copy['allOf'] = allOf.map((one) => opened(sound(one), definitions));
    return isResult ? withDefault(copy, definitions) : copy;
  };
  return sound(root);
}

function withDefault(schema: ValueType, definitions: object): ValueType {
  const { default: fallback, description, $defs, ...values } = schema;
  if (fallback === undefined) return schema;
  const own = fallback as Json; // Only JSON can be described as a default.
  if (valueMisfit({ ...values, $defs: definitions }, own) === undefined) return schema;
  const kept = Object.entries({ default: own, description, $defs }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(kept), anyOf: [values, { const: own }] };
}

/** JSON Schema reads them with `u`, in which some signs must not be escaped. */
function isPattern(pattern: unknown): boolean {
  try {
    return new RegExp(String(pattern), 'u').source !== '';
  } catch {
    return false;
  }
}

/** zod joins the properties of objects that are to hold at once; as closed ones they would shut out each other's. */
function opened(schema: ValueType, definitions: Readonly<Record<string, ValueType>>): ValueType {
  const { $ref: reference, ...rest } = schema;
  if (typeof reference === 'string') {
    const name = reference.replace(/^#\/\$defs\//, '');
    const target = definitions[name];
    // One that holds itself is written out once.
    const { [name]: _open, ...others } = definitions;
    return target === undefined ? rest : { ...opened(target, others), ...rest };
  }
  const copy: Record<string, unknown> = { ...rest };
  if (copy['additionalProperties'] === false || copy['propertyNames'] !== undefined)
    delete copy['additionalProperties'];
  delete copy['propertyNames'];
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const members = schema[keyword];
    // Open ones may overlap.
    if (members !== undefined) {
      delete copy[keyword];
      copy[keyword === 'oneOf' ? 'anyOf' : keyword] = members.map((one) => opened(one, definitions));
    }
  }
  return copy;
}
