/**
 * Reads a JSON Schema as a choice of simple alternatives, each of one JSON type (or of none: anything). What is read may
 * be wider than the schema and is never narrower: a constraint that is not understood is left out.
 */
import { isList, isObject } from '../expression/json-value.ts';
import type { Json, JsonType, ValueType } from '../model.ts';
import { asType, selfContained } from './references.ts';

/** Without `type` anything is possible. Has no `anyOf`, `oneOf`, `allOf`, `const` or `$ref`. */
export interface Alternative extends ValueType {
  readonly type?: JsonType;
}

const JSON_TYPES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const DEEPEST = 20;
const MOST = 64;
const ANYTHING: readonly Alternative[] = [{}];

/** What was read of a type. Types never change, and the few of a flow are asked about at every step. */
interface Reading {
  readonly alternatives: readonly Alternative[];
  readonly types: ReadonlySet<JsonType> | undefined;
}

const readings = new WeakMap<ValueType, Reading>();

export function alternatives(type: ValueType): readonly Alternative[] {
  return readingOf(type).alternatives;
}

/** The JSON types that a value may have; undefined if any. */
export function typesOf(type: ValueType): ReadonlySet<JsonType> | undefined {
  return readingOf(type).types;
}

function readingOf(type: ValueType): Reading {
  const known = readings.get(type);
  if (known !== undefined) return known;
  const result = read(selfContained(type), 0);
  // A schema that nothing satisfies: nothing can be said of it.
  const all = result.length > 0 ? result : ANYTHING;
  const reading = { alternatives: all, types: jsonTypesOf(all) };
  readings.set(type, reading);
  return reading;
}

function jsonTypesOf(all: readonly Alternative[]): ReadonlySet<JsonType> | undefined {
  const types = new Set<JsonType>();
  for (const one of all) {
    if (!one.type) return undefined;
    types.add(one.type);
  }
  return types;
}

export function mayBeNull(type: ValueType): boolean {
  return typesOf(type)?.has('null') ?? true;
}

export function isOnlyNull(type: ValueType): boolean {
  const types = typesOf(type);
  return types?.size === 1 && types.has('null');
}

/** The JSON type of a value; a number without a fraction is an integer. */
export function jsonTypeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (isList(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? 'string' : 'boolean';
}

function read(type: ValueType, depth: number): readonly Alternative[] {
  if (depth > DEEPEST) return ANYTHING;
  const members = (value: unknown) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    return list.map((one) => read(asType(one), depth + 1));
  };
  const groups = [members(type.anyOf).flat(), members(type.oneOf).flat(), ...members(type.allOf)];
  let result = ownAlternatives(type);
  for (const group of groups) {
    if (group.length === 0 || group.length * result.length > MOST) continue;
    result = result.flatMap((one) => group.flatMap<Alternative>((other) => meet(one, other) ?? []));
  }
  // `nullable` is FlowLang's own; beside `anyOf` it would otherwise be lost in the meeting.
  if (type['nullable'] === true && !result.some((one) => one.type === 'null')) return [...result, { type: 'null' }];
  return result;
}

/** What the schema says by itself, without its members. */
function ownAlternatives(type: ValueType): readonly Alternative[] {
  const { anyOf, oneOf, allOf, const: constant, enum: listed, type: declared, nullable, ...rest } = type;
  const types = declaredTypes(declared);
  const values = Object.hasOwn(type, 'const')
    ? [constant as Json]
    : Array.isArray(listed)
      ? (listed as Json[])
      : undefined;
  if (!values) return types ? types.map((one) => ({ ...rest, type: one })) : [rest];
  const byType = Map.groupBy(values, (value) => jsonTypeOf(value));
  return [...byType].flatMap(([valueType, some]) => {
    const fitting = types
      ? types.find((one) => one === valueType || (one === 'number' && valueType === 'integer'))
      : valueType;
    return fitting ? [{ ...rest, type: fitting, enum: some }] : [];
  });
}

function declaredTypes(declared: unknown): readonly JsonType[] | undefined {
  const list: readonly unknown[] = Array.isArray(declared) ? [...new Set(declared)] : [declared];
  const types = list.flatMap((name) => JSON_TYPES.find((one) => one === name) ?? []);
  // A word that is no type may stand for anything.
  return types.length > 0 && types.length === list.length ? types : undefined;
}

/** What satisfies both; undefined if nothing does. */
function meet(left: Alternative, right: Alternative): Alternative | undefined {
  const type = meetTypes(left.type, right.type);
  if (type === false) return undefined;
  const merged: Record<string, unknown> = { ...right, ...left };
  if (type) merged['type'] = type;
  if (left.properties || right.properties) merged['properties'] = { ...right.properties, ...left.properties };
  const required = [left.required, right.required].flatMap((names) => (Array.isArray(names) ? names : []));
  if (required.length > 0) merged['required'] = [...new Set(required)];
  // Closed with the properties of both: zod writes `allOf` of two closed objects for an intersection, and means this.
  if (left.additionalProperties === false || right.additionalProperties === false)
    merged['additionalProperties'] = false;
  return merged as Alternative;
}

function meetTypes(left: JsonType | undefined, right: JsonType | undefined): JsonType | undefined | false {
  if (!left || !right || left === right) return left ?? right;
  const numbers = ['integer', 'number'];
  return numbers.includes(left) && numbers.includes(right) ? 'integer' : false;
}
