/** What a value of a type has inside, and how a type is called in a message. */
import { equal } from '../expression/json-value.ts';
import type { Json, JsonType, ValueType } from '../model.ts';
import { type Alternative, alternatives, typesOf } from './alternatives.ts';
import { asType, isRecord } from './references.ts';
import { ANY, ANY_OR_NULL, INTEGER, NULL, nullable, STRING, unionOf } from './union.ts';

export interface PropertyType {
  readonly type: ValueType;
  /** It is there in every value; otherwise the type has null. */
  readonly certain: boolean;
}

/** The type of `value.name`; undefined if it cannot be there. Texts and lists have a `length`; of null all is null. */
export function propertyType(type: ValueType, name: string): PropertyType | undefined {
  const found = alternatives(type).map((one) => ({ isNull: one.type === 'null', property: propertyOf(one, name) }));
  const present = found.flatMap(({ property }) => property ?? []);
  const possible = found.some(({ isNull, property }) => property && !isNull);
  if (!possible && found.some(({ isNull }) => !isNull)) return undefined;
  const certain = present.length === found.length && present.every((one) => one.certain);
  const joined = unionOf(present.map((one) => one.type));
  if (certain) return { type: joined, certain };
  const objects = found.flatMap(({ isNull, property }) => (isNull ? [] : (property ?? [])));
  const isOptional = possible && objects.every((one) => one.declared) && objects.some((one) => !one.certain);
  return { type: isOptional && !typesOf(joined) ? ANY_OR_NULL : nullable(joined), certain };
}

interface FoundProperty extends PropertyType {
  /** Named by the type: not one that an open object may have besides. */
  readonly declared: boolean;
}

function propertyOf(one: Alternative, name: string): FoundProperty | undefined {
  if (one.type === 'null') return { type: NULL, certain: false, declared: false };
  if (one.type === 'string' || one.type === 'array')
    return name === 'length' ? { type: INTEGER, certain: true, declared: true } : undefined;
  if (one.type && one.type !== 'object') return undefined;
  const declared = isRecord(one.properties) && Object.hasOwn(one.properties, name);
  // Without a `type` the value may be a text or a list, that has a length, and nothing else.
  const unknown = { type: ANY, certain: false, declared: false };
  if (!one.type) return declared && name !== 'length' ? { ...unknown, type: asType(one.properties?.[name]) } : unknown;
  if (one['patternProperties'] !== undefined && !declared) return unknown;
  if (declared) {
    const certain = Array.isArray(one.required) && asSet(one.required).has(name);
    return { type: asType(one.properties?.[name]), certain, declared };
  }
  return one.additionalProperties === false ? undefined : { ...unknown, type: asType(one.additionalProperties) };
}

/** Of an object with thousands of properties each may be asked for, and misspelt. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();
const names = new WeakMap<ValueType, readonly string[]>();

function asSet(list: readonly string[]): ReadonlySet<string> {
  const found = sets.get(list) ?? new Set(list);
  sets.set(list, found);
  return found;
}

/** Names of the properties that a value is known to have or to be allowed. */
export function propertyNames(type: ValueType): readonly string[] {
  const found = names.get(type);
  if (found) return found;
  const objects = alternatives(type).filter((one) => !one.type || one.type === 'object');
  const all = new Set(objects.flatMap((one) => (isRecord(one.properties) ? Object.keys(one.properties) : [])));
  const result = [...all];
  names.set(type, result);
  return result;
}

/** The type of the items, if the value is a list; `any` if it cannot be one. */
export function itemType(type: ValueType): ValueType {
  const items = alternatives(type).flatMap((one): ValueType[] => {
    if (one.type && one.type !== 'array') return [];
    if (one['maxItems'] === 0) return [];
    const first = one['prefixItems'];
    if (!Array.isArray(first)) return [asType(one.items)];
    return [...first.map(asType), ...(Object.is(one.items, false) ? [] : [asType(one.items)])];
  });
  return items.length > 0 ? unionOf(items) : ANY;
}

/** The type of `value[i]` with a number or a name that is not known. */
export function indexedType(type: ValueType): ValueType {
  const types = typesOf(type);
  if (!types) return ANY;
  const found = [NULL];
  if (types.has('array')) found.push(itemType(type));
  if (types.has('string')) found.push(STRING);
  if (types.has('object')) found.push(...alternatives(type).flatMap(anyProperty));
  return unionOf(found);
}

function anyProperty(one: Alternative): readonly ValueType[] {
  if (one.type !== 'object') return [];
  const rest = one['patternProperties'] === undefined ? one.additionalProperties : undefined;
  const declared = isRecord(one.properties) ? Object.values(one.properties).map(asType) : [];
  return rest === false ? declared : [...declared, asType(rest)];
}

/** All values that there are of this type; undefined if they cannot be listed. */
export function possibleValues(type: ValueType): readonly Json[] | undefined {
  const values: Json[] = [];
  for (const one of alternatives(type)) {
    if (one.type === 'null') values.push(null);
    else if (Array.isArray(one.enum)) values.push(...one.enum);
    else if (one.type === 'boolean') values.push(true, false);
    else return undefined;
  }
  return values;
}

/** Whether two values of these types can be equal, as `==` and the cases of a `switch` compare. */
export function canEqual(left: ValueType, right: ValueType): boolean {
  const others = alternatives(right);
  return alternatives(left).some((one) => others.some((other) => canMeet(one, other)));
}

function canMeet(left: Alternative, right: Alternative): boolean {
  if (!left.type || !right.type) return true;
  if (broad(left.type) !== broad(right.type)) return false;
  const values = left.enum;
  const others = right.enum;
  if (!Array.isArray(values) || !Array.isArray(others)) return true;
  return values.some((one: Json) => others.some((other: Json) => equal(one, other)));
}

function broad(type: JsonType): JsonType {
  return type === 'integer' ? 'number' : type;
}

const WORDS: readonly (readonly [JsonType, string])[] = [
  ['string', 'text'],
  ['integer', 'integer'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['array', 'list'],
  ['object', 'object'],
  ['null', 'null'],
];

/** For messages: "text", "integer or null", "any value". */
export function describeType(type: ValueType): string {
  const types = typesOf(type);
  if (!types) return 'any value';
  const shown = WORDS.filter(([one]) => types.has(one) && !(one === 'integer' && types.has('number')));
  return shown.map(([, word]) => word).join(' or ');
}
