/**
 * The types of what is shown of an execution. Where inputs are sensitive, any text or number may turn out to be one of
 * them, and is shown as `***`; a text may hold one, and shows it so. The types of such flows are wider, by as much.
 */
import type { Input, Json, JsonType, ValueType } from '../language/model.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { constantsOf, mapSubschemas, orElse } from './json-schema.ts';
import { HIDDEN, holdsSensitive, isHidden, type Secrets, SHORTEST_PART, secretsOf } from './secrets.ts';

export interface ShownTypes {
  /** Of what is shown of a value of this type. */
  of(type: ValueType): ValueType;
  /** Of what is shown of inputs: what is sensitive in them never is. */
  ofInput(schema: ValueType): ValueType;
  /** Of what a flow is given, shown as its inputs. */
  ofInputs(given: ValueType, inputs: readonly Input[]): ValueType;
}

const AS_THEY_ARE: ShownTypes = { of: (type) => type, ofInput: (schema) => schema, ofInputs: (given) => given };

/** For each flow once: a schema that is met again must stay the same one, as definitions go by that. */
const known = new WeakMap<CheckedFlow['types'], ShownTypes>();

export function shownTypes(checked: CheckedFlow): ShownTypes {
  let types = known.get(checked.types);
  if (types === undefined) {
    const secrets = secretsOf(checked);
    types = secrets === undefined ? AS_THEY_ARE : new Concealed(secrets);
    known.set(checked.types, types);
  }
  return types;
}

const HIDDEN_TYPE: ValueType = { type: 'string', const: HIDDEN, description: 'Sensitive, and never shown.' };

/** What may hold for a value, and no longer for what is shown of it; and what counts with these. */
const UNSTABLE = [
  ...['not', 'if', 'then', 'else', 'uniqueItems', 'maxContains', 'unevaluatedItems', 'unevaluatedProperties'],
  ...['minProperties', 'dependentRequired', 'dependentSchemas', 'writeOnly'],
];
/** By a name of which a part is hidden, a property may belong to another pattern, or to none. */
const UNSTABLE_NAMED = [...UNSTABLE, 'patternProperties', 'additionalProperties'];
const TEXT_WORDS = ['contentEncoding', 'contentMediaType', 'format', 'maxLength', 'minLength', 'pattern'];

class Concealed implements ShownTypes {
  readonly #secrets: Secrets;
  readonly #known = new Map<ValueType, ValueType>();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  of(type: ValueType): ValueType {
    let shown = this.#known.get(type);
    if (shown === undefined) {
      shown = this.#widened(mapSubschemas(stable(type), (part) => this.of(part)));
      this.#known.set(type, shown);
    }
    return shown;
  }

  ofInput(schema: ValueType): ValueType {
    if (isHidden(schema)) return HIDDEN_TYPE;
    if (!holdsSensitive(schema)) return this.of(schema);
    const { properties, items, additionalProperties, ...others } = schema;
    // Which of several shapes a value has is not asked when it is hidden.
    if (holdsSensitive(others) || others['patternProperties'] !== undefined) return {};
    const inner = { properties, items, additionalProperties };
    const parts = mapSubschemas(withoutUndefined(inner), (part) => this.ofInput(part));
    return { ...this.of(others), ...parts };
  }

  ofInputs(given: ValueType, inputs: readonly Input[]): ValueType {
    const shown = this.of(given);
    if (inputs.length === 0 || shown.properties === undefined) return shown;
    const hidden = inputs.flatMap(({ name, schema }): [string, ValueType][] => {
      if (!Object.hasOwn(shown.properties ?? {}, name) || !holdsSensitive(schema)) return [];
      return [[name, isHidden(schema) ? HIDDEN_TYPE : {}]];
    });
    return { ...shown, properties: Object.fromEntries([...Object.entries(shown.properties), ...hidden]) };
  }

  /** The same without what the texts and numbers in its place need not meet. */
  #widened(schema: ValueType): ValueType {
    const constants = constantsOf(schema);
    if (constants !== undefined) return this.#withConstants(schema, constants);
    const types = schema.type === undefined ? undefined : [schema.type].flat();
    const isText = types === undefined || types.includes('string');
    if (isText) return longest(schema) >= this.#secrets.shortestText ? without(schema, TEXT_WORDS) : schema;
    const isNumber = types.some((type) => type === 'number' || type === 'integer');
    return this.#secrets.numbers && isNumber ? orElse(schema, { type: 'string', const: HIDDEN }) : schema;
  }

  #withConstants(schema: ValueType, constants: readonly Json[]): ValueType {
    if (!constants.some((value) => this.#mayChange(value))) return schema;
    const rest = without(schema, ['const', 'enum', ...TEXT_WORDS]);
    const types = schema.type === undefined ? constants.map(jsonTypeOf) : [schema.type].flat();
    const hidden = constants.some((value) => typeof value === 'number' && this.#mayChange(value))
      ? ['string' as const]
      : [];
    const type = [...new Set([...types, ...hidden])];
    // Of a text of which a part is hidden nothing more can be said.
    if (constants.some((value) => this.#mayChangeInPart(value))) return { ...rest, type };
    return { ...rest, type, enum: [...constants, HIDDEN] };
  }

  #mayChange(value: Json): boolean {
    if (typeof value === 'string') return value.length >= this.#secrets.shortestText;
    if (typeof value === 'number') return this.#secrets.numbers;
    return typeof value === 'object' && value !== null;
  }

  #mayChangeInPart(value: Json): boolean {
    if (typeof value !== 'string') return typeof value === 'object' && value !== null;
    return value.length > Math.max(this.#secrets.shortestText, SHORTEST_PART);
  }
}

function jsonTypeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'string' | 'boolean' | 'object'; // Of JSON nothing else is left.
}

/** Two members of a `oneOf` may have become the same. */
function stable(schema: ValueType): ValueType {
  const { oneOf, ...rest } = without(schema, schema['patternProperties'] === undefined ? UNSTABLE : UNSTABLE_NAMED);
  if (oneOf === undefined) return rest;
  return rest.anyOf === undefined
    ? { ...rest, anyOf: oneOf }
    : { ...rest, allOf: [...(rest.allOf ?? []), { anyOf: oneOf }] };
}

function longest({ maxLength }: ValueType): number {
  return typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
}

function without(schema: ValueType, words: readonly string[]): ValueType {
  return Object.fromEntries(Object.entries(schema).filter(([word]) => !words.includes(word)));
}

function withoutUndefined(schema: { readonly [word: string]: unknown }): ValueType {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
