/** Makes types of types: what a literal is, and what a value is that may be this or that. */
import { equal } from '../expression/json-value.ts';
import type { Json, JsonType, ValueType } from '../model.ts';
import { isOnlyNull, jsonTypeOf, mayBeNull, typesOf } from './alternatives.ts';
import { asType, selfContained } from './references.ts';

export const ANY: ValueType = {};
/**
 * Anything, and null among it for certain: of an optional property that is declared as `any`. It is told from `any` by being
 * this object, so that it is written as `any`, and is `any` again in whatever is made of it.
 */
export const ANY_OR_NULL: ValueType = {};
export const NULL: ValueType = { type: 'null' };
export const BOOLEAN: ValueType = { type: 'boolean' };
export const INTEGER: ValueType = { type: 'integer' };
export const NUMBER: ValueType = { type: 'number' };
export const STRING: ValueType = { type: 'string' };
export const ARRAY: ValueType = { type: 'array' };
export const OBJECT: ValueType = { type: 'object' };

/** A union of more members than this says nothing to a reader, and is `any`; an `enum` of more is its plain type. */
const MOST_MEMBERS = 24;

export function listOf(items: ValueType): ValueType {
  const own = selfContained(items);
  return Object.keys(own).length === 0 ? ARRAY : { type: 'array', items: own };
}

/** A closed object that has exactly these properties. */
export function shapeOf(properties: Iterable<readonly [name: string, type: ValueType]>): ValueType {
  // `fromEntries` makes own properties, also of `__proto__`.
  const types = Object.fromEntries([...properties].map(([name, type]) => [name, selfContained(type)]));
  return { type: 'object', properties: types, required: Object.keys(types), additionalProperties: false };
}

/** Of a scalar its `const`, of a list what its items are, of an object its exact shape. */
export function literalType(value: Json): ValueType {
  if (value === null) return NULL;
  if (Array.isArray(value))
    return value.length === 0 ? { type: 'array', maxItems: 0 } : listOf(unionOf(value.map(literalType)));
  if (typeof value === 'object')
    return shapeOf(Object.entries(value).map(([name, inner]) => [name, literalType(inner)]));
  return { type: jsonTypeOf(value), const: value };
}

/** The type of a value that turned out not to be null. Of null alone nothing is left, which is written `any`. */
export function withoutNull(type: ValueType): ValueType {
  return removeNull(selfContained(type)) ?? ANY;
}

function removeNull(type: ValueType): ValueType | undefined {
  if (!mayBeNull(type)) return type;
  const rest: Record<string, unknown> = { ...type };
  delete rest['nullable'];
  if (isOnlyNull(type)) return undefined;
  if (Array.isArray(type.type)) rest['type'] = single(type.type.filter((one) => one !== 'null'));
  if (Array.isArray(type.enum)) rest['enum'] = type.enum.filter((one) => one !== null);
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const members = type[keyword];
    if (Array.isArray(members)) rest[keyword] = members.flatMap((one) => removeNull(asType(one)) ?? []);
  }
  return onlyMember(rest as ValueType) ?? (rest as ValueType);
}

/** `{anyOf: [x]}` is x. */
function onlyMember(type: ValueType): ValueType | undefined {
  return Object.keys(type).length === 1 && type.anyOf?.length === 1 ? type.anyOf[0] : undefined;
}

/** Whether null is known to be possible; of `any` nothing is known. */
export function isKnownToBeNullable(type: ValueType): boolean {
  return type === ANY_OR_NULL || typesOf(type)?.has('null') === true;
}

/** The type, or null. */
export function nullable(type: ValueType): ValueType {
  const own = selfContained(type);
  if (mayBeNull(own)) return own;
  const keys = Object.keys(own);
  if (keys.length === 1 && own.anyOf) return { anyOf: [...own.anyOf, NULL] };
  // These may refuse null by themselves, whatever `type` says.
  const refusing = ['enum', 'const', 'anyOf', 'oneOf', 'allOf', 'not', 'if'];
  if (!own.type || keys.some((key) => refusing.includes(key))) return { anyOf: [own, NULL] };
  return { ...own, type: [...listed(own.type), 'null'] };
}

/** A value of either type. The order of the members is that of the arguments. */
export function union(left: ValueType, right: ValueType): ValueType {
  return unionOf([left, right]);
}

export function unionOf(types: readonly ValueType[]): ValueType {
  const own = types.map(selfContained);
  if (own.some((one) => !typesOf(one))) return ANY;
  const withNull = own.some(mayBeNull);
  let members: readonly ValueType[] = [];
  for (const one of own.flatMap<ValueType>((type) => removeNull(type) ?? []).flatMap<ValueType>(membersOf)) {
    members = withMember(members, one);
    if (members.length > MOST_MEMBERS) return ANY;
  }
  if (members.length === 0) return withNull ? NULL : ANY;
  const joined = onlyMember({ anyOf: members }) ?? { anyOf: members };
  return withNull ? nullable(joined) : joined;
}

/** The members of a plain `anyOf` or list of types; of all else the type itself. */
function membersOf(type: ValueType): readonly ValueType[] {
  if (Object.keys(type).length === 1 && type.anyOf) return type.anyOf.flatMap((one) => membersOf(asType(one)));
  return Array.isArray(type.type) ? type.type.map((one) => ({ ...type, type: one })) : [type];
}

function withMember(members: readonly ValueType[], added: ValueType): readonly ValueType[] {
  if (members.some((one) => covers(one, added))) return members;
  for (const [index, one] of members.entries()) {
    const merged = mergedConstants(one, added);
    if (merged) return withMember(members.toSpliced(index, 1), merged);
  }
  return [...members.filter((one) => !covers(added, one)), added];
}

/** Whether every value of `narrow` is surely one of `wide`. */
function covers(wide: ValueType, narrow: ValueType): boolean {
  if (equal(wide as Json, narrow as Json)) return true;
  const keys = Object.keys(wide);
  if (keys.length === 1 && wide.type === 'number') return narrow.type === 'number' || narrow.type === 'integer';
  if (keys.length === 1 && keys[0] === 'type') return wide.type === narrow.type;
  const empty = narrow.type === 'array' && narrow['maxItems'] === 0;
  return empty && wide.type === 'array' && keys.every((key) => key === 'type' || key === 'items');
}

/** Two `const` or `enum` of one type as one `enum`; of many values the plain type. */
function mergedConstants(left: ValueType, right: ValueType): ValueType | undefined {
  const values = constants(left);
  const others = constants(right);
  if (!values || !others || left.type !== right.type || !left.type) return undefined;
  const all = [...values, ...others.filter((one) => !values.some((other) => equal(one, other)))];
  const complete = left.type === 'boolean' && all.length === 2;
  return complete || all.length > MOST_MEMBERS ? { type: left.type } : { type: left.type, enum: all };
}

function constants(type: ValueType): readonly Json[] | undefined {
  if (Object.keys(type).length !== 2) return undefined;
  return Object.hasOwn(type, 'const') ? [type.const ?? null] : type.enum;
}

function listed(type: JsonType | readonly JsonType[]): readonly JsonType[] {
  return typeof type === 'string' ? [type] : type;
}

function single(types: readonly JsonType[]): JsonType | readonly JsonType[] {
  return types.length === 1 && types[0] ? types[0] : types;
}
