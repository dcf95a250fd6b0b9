/** Schemas of one document: what their references lead to, and what they are made of. */
import type { Json, JsonType, ValueType } from '../../language/model.ts';
import { ANNOTATIONS, constantsOf, isSchema } from '../json-schema.ts';

const EVERY_TYPE: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** `true` takes every value, `false` none. */
export function schemaOf(value: unknown): ValueType {
  if (value === false) return { not: {} };
  return isSchema(value) ? value : {};
}

/** As `false` is written out. */
function takesNothing({ not }: Readonly<Record<string, unknown>>): boolean {
  return not === true || (isSchema(not) && Object.keys(not).every(isAnnotation));
}

export function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword) || keyword === 'discriminator' || keyword === 'example' || keyword.startsWith('x-');
}

/** The types that a schema takes; `number` includes `integer`. */
export function jsonTypes(schema: ValueType): readonly JsonType[] {
  if (takesNothing(schema)) return [];
  const said = schema.type === undefined ? EVERY_TYPE : [schema.type].flat();
  const constants = constantsOf(schema);
  if (constants === undefined) return said;
  return [...new Set(constants.map(typeOf))].filter((type) => takesType(said, type));
}

export function takesType(types: readonly JsonType[], type: JsonType): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'string' | 'boolean' | 'object'; // JSON has no other values.
}

type OfSchema<Result> = (schema: ValueType) => Result;

/** What a schema says of itself as a whole, and not of each of its alternatives. */
const OF_THE_WHOLE = ['default', 'writeOnly'];

/** The same object for the same object, by which a schema that contains itself is known again. */
function once<Result>(make: OfSchema<Result>): OfSchema<Result> {
  const made = new WeakMap<ValueType, Result>();
  return (schema) => {
    const known = made.get(schema);
    if (known !== undefined) return known;
    const result = make(schema);
    made.set(schema, result);
    return result;
  };
}

export class SchemaWorld {
  readonly #root: unknown;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** Follows references (RFC 6901). One that leads nowhere takes everything. */
  readonly resolve: OfSchema<ValueType> = once((schema) => {
    let found = schema;
    for (let steps = 0; typeof found['$ref'] === 'string' && steps < 100; steps += 1) {
      const { $ref, ...rest } = found;
      const target = schemaOf(at(this.#root, String($ref)));
      const said = Object.keys(rest);
      if (!said.every(isAnnotation)) return { ...rest, allOf: [target, ...(rest.allOf ?? [])] };
      found = said.length === 0 ? target : { ...target, ...rest };
    }
    return found;
  });

  /** Of a schema that is a union and nothing else; otherwise the schema alone. */
  readonly alternatives: OfSchema<readonly ValueType[]> = once((schema) => {
    const resolved = this.resolve(schema);
    const [only, second] = Object.keys(resolved).filter((keyword) => !isAnnotation(keyword));
    if (second !== undefined) return [this.#whole(resolved)];
    const { allOf, anyOf = [], oneOf } = resolved;
    if (only === 'allOf' && allOf?.length === 1) return this.alternatives(schemaOf(allOf[0]));
    if (only === 'anyOf') return anyOf.flatMap((member) => this.alternatives(schemaOf(member)));
    if (only === 'oneOf' && this.isUnion(resolved)) return (oneOf ?? []).flatMap(this.alternatives);
    return [this.#whole(resolved)];
  });

  /** An `allOf` of objects is the object that has what each of them has. */
  readonly #whole: OfSchema<ValueType> = once((schema) => {
    const { allOf, ...own } = schema;
    const parts = [...(allOf ?? []).map((part) => this.alternatives(schemaOf(part))), [own]].map(([one, second]) =>
      one !== undefined && second === undefined && isPlainObject(one) ? one : undefined,
    );
    return allOf !== undefined && parts.every((part) => part !== undefined) ? mergeObjects(parts) : schema;
  });

  /** A union with one type in each alternative, so that `string or null` can be held against a union with null. */
  readonly singleTypes: OfSchema<readonly ValueType[]> = once((whole) => {
    const isPart = OF_THE_WHOLE.every((keyword) => whole[keyword] === undefined);
    const schema = isPart ? whole : without(whole, OF_THE_WHOLE);
    const { type } = schema;
    if (typeof type === 'string' || type === undefined) return [schema];
    const rest = without(schema, ['const']);
    return type.map((one) => {
      const constants = constantsOf(schema)?.filter((value) => takesType([one], typeOf(value)));
      return { ...rest, type: one, ...(constants === undefined ? {} : { enum: constants }) };
    });
  });

  /** What is sent for it is never shown. */
  readonly isSensitive: OfSchema<boolean> = once((schema) => {
    const resolved = this.resolve(schema);
    const { allOf = [], anyOf = [], oneOf = [] } = resolved;
    return resolved['writeOnly'] === true || [...allOf, ...anyOf, ...oneOf].map(schemaOf).some(this.isSensitive);
  });

  /** What a schema asks beside its own words. */
  readonly conditions: OfSchema<readonly ValueType[]> = once((schema) => {
    const { allOf = [], anyOf, oneOf } = schema;
    const any = anyOf === undefined ? [] : [{ anyOf }];
    return [...allOf.map(schemaOf), ...any, ...(oneOf !== undefined && this.isUnion(schema) ? [{ oneOf }] : [])];
  });

  /** No value fits two members of `oneOf`, so that it means the same as `anyOf`. */
  readonly isUnion: OfSchema<boolean> = once(({ oneOf = [] }) => {
    const flat = oneOf.map((member) => this.alternatives(schemaOf(member)));
    return flat.every((some, index) =>
      flat.slice(index + 1).every((others) => some.every((one) => others.every((other) => this.#isApart(one, other)))),
    );
  });

  /** By what an alternative is told from the others: properties that can have one value only, or its type. */
  readonly label: OfSchema<string> = once((schema) => {
    const fixed = (schema.required ?? []).flatMap((name) => {
      const constants = this.#constants(schema, name);
      return constants?.length === 1 ? [`${name}=${constants[0]}`] : [];
    });
    return fixed.length > 0 ? fixed.sort().join(' ') : jsonTypes(schema).join('|');
  });

  #isApart(one: ValueType, other: ValueType): boolean {
    const [types, others] = [jsonTypes(one), jsonTypes(other)];
    const common = types.filter((type) => takesType(others, type) || (type === 'number' && others.includes('integer')));
    if (common.length === 0) return true;
    if (common.some((type) => type !== 'object')) return false;
    return (one.required ?? []).some((name) => {
      if (!(other.required ?? []).includes(name)) return false;
      const [mine, theirs] = [this.#constants(one, name), this.#constants(other, name)];
      return mine !== undefined && theirs !== undefined && !mine.some((value) => theirs.includes(value));
    });
  }

  #constants(schema: ValueType, property: string): readonly string[] | undefined {
    const constants = constantsOf(this.resolve(schemaOf(schema.properties?.[property])));
    return constants?.map((value) => JSON.stringify(value));
  }
}

function without(schema: ValueType, keywords: readonly string[]): ValueType {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
}

/** It says of its properties alone, and of each by itself. */
function isPlainObject(schema: ValueType): boolean {
  const { type = 'object', properties: _1, required: _2, ...others } = schema;
  return type === 'object' && Object.keys(others).every(isAnnotation);
}

function mergeObjects(parts: readonly ValueType[]): ValueType {
  const all = parts.flatMap(({ properties = {} }) => Object.entries(properties));
  const properties = [...Map.groupBy(all, ([name]) => name)].map(([name, some]): [string, ValueType] => {
    const schemas = some.map(([, schema]) => schema);
    return [name, schemas.length === 1 ? schemaOf(schemas[0]) : { allOf: schemas }];
  });
  return {
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part))),
    properties: Object.fromEntries(properties),
    required: [...new Set(parts.flatMap(({ required = [] }) => required))],
  };
}

function at(root: unknown, pointer: string): unknown {
  let found = root;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
