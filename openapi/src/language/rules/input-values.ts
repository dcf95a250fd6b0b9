/** What a flow reads of its inputs: what was sent, with the defaults that the engine has filled in. */
import type { Flow, ValueType } from '../model.ts';
import { TRIGGER_INPUTS } from '../names.ts';
import { ANY, asType, isRecord, selfContained } from '../value-type.ts';

/** What stands under `inputs`: a default is there by then, another optional input is null. */
export function valuesOf({ inputs, triggers }: Flow): ValueType {
  const set = triggers.length === 0 ? [] : [...TRIGGER_INPUTS].map((name) => [name, ANY] as const);
  const own = inputs.map((input) => [input.name, filled(selfContained(input.schema))] as const);
  return {
    type: 'object',
    properties: Object.fromEntries([...own, ...set]),
    required: inputs
      .filter((input) => input.required || Object.hasOwn(input.schema, 'default'))
      .map((input) => input.name),
    additionalProperties: false,
  };
}

/**
 * Defaults are filled in wherever these keywords lead. Not inside of `anyOf`, `oneOf`, `not` and `if`: there the value may
 * turn out to be another one, and its judge leaves it as it is.
 */
const SINGLE = ['items', 'additionalProperties'];
const LISTS = ['allOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties'];

/** Said of an input, and not of an output that repeats it; whether it may be shown is asked of the input alone. */
const NOTES = new Set(['default', 'description', 'examples', 'title', 'writeOnly']);

function filled(schema: ValueType): ValueType {
  const kept = Object.entries(schema).filter(([keyword]) => !NOTES.has(keyword));
  const type = Object.fromEntries(kept.map(([keyword, value]) => [keyword, filledIn(keyword, value)]));
  const properties = Object.entries(schema.properties ?? {});
  const defaulted = properties.filter(([, inner]) => asType(inner)['default'] !== undefined).map(([name]) => name);
  if (defaulted.length > 0) type['required'] = [...new Set([...(schema.required ?? []), ...defaulted])];
  return type;
}

function filledIn(keyword: string, value: unknown): unknown {
  if (SINGLE.includes(keyword)) return filledSchema(value);
  if (LISTS.includes(keyword) && Array.isArray(value)) return value.map(filledSchema);
  if (!MAPS.includes(keyword) || !isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filledSchema(inner)]));
}

/** `true` and `false` are schemas too. */
function filledSchema(value: unknown): unknown {
  return isRecord(value) ? filled(value as ValueType) : value; // A schema stands here, or the parser has reported it.
}
