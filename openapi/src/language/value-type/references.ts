/**
 * Makes a schema self-contained. A `$ref` counts from the root of the document it was written in, so that a part of a
 * schema cannot be taken out, or put into another, before its references have been replaced by what they refer to.
 */
import type { ValueType } from '../model.ts';

const SINGLE = ['items', 'additionalProperties'];
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties'];

/** Constraints that may hold a `$ref` and that no type is read from; without them the schema allows more, never less. */
const DROPPED = [
  '$defs',
  '$schema',
  '$id',
  '$anchor',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
];

/** References may multiply (each of a chain refers twice to the next); beyond this many schemas the rest is `any`. */
const MOST_SCHEMAS = 5_000;
const DEEPEST = 60;

/**
 * Results of loops in loops in loops grow exponentially. Of such a type much less is kept than makes it too large, or
 * every type around it would be cut anew.
 */
const TOO_MANY_SCHEMAS = 10_000;
const KEPT_SCHEMAS = 500;
const DEEPEST_MEASURED = 1_000;

const known = new WeakMap<ValueType, ValueType>();

/**
 * The same schema without `$ref`. Only `#/$defs/<name>` is followed, and a recursive one once; the rest is `any`, which
 * is wider and so never wrong.
 */
export function selfContained(type: ValueType): ValueType {
  const found = known.get(type);
  if (found) return found;
  const result = written(type);
  known.set(type, result);
  known.set(result, result);
  return result;
}

/** Most schemas are kept as they are, with all their constraints. */
function written(type: ValueType): ValueType {
  const { schemas, refers } = measure(type);
  if (refers) return new Inliner(type, MOST_SCHEMAS).inline(type, 0);
  return schemas > TOO_MANY_SCHEMAS ? new Inliner(type, KEPT_SCHEMAS).inline(type, 0) : type;
}

/** A schema inside of another: `true`, `false` and what is no schema are `any`. */
export function asType(value: unknown): ValueType {
  return isRecord(value) ? (value as ValueType) : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Inliner {
  readonly #definitions: Record<string, unknown>;
  readonly #open = new Set<unknown>();
  #left: number;

  constructor(root: ValueType, most: number) {
    this.#left = most;
    this.#definitions = isRecord(root['$defs']) ? root['$defs'] : {};
  }

  inline(value: unknown, depth: number): ValueType {
    if (!isRecord(value) || depth > DEEPEST || --this.#left < 0) return {};
    // A `$id` inside is a root of its own, from which its references count.
    if (depth > 0 && value['$id'] !== undefined) return {};
    if (value['$ref'] !== undefined || value['$dynamicRef'] !== undefined) return this.#follow(value['$ref'], depth);
    const copy: Record<string, unknown> = {};
    for (const [keyword, inner] of Object.entries(value)) {
      if (!DROPPED.includes(keyword)) copy[keyword] = this.#keyword(keyword, inner, depth + 1);
    }
    // Members that have become wider may overlap, and `oneOf` refuses what fits two of them.
    if (copy['oneOf'] !== undefined) {
      copy['anyOf'] ??= copy['oneOf'];
      delete copy['oneOf'];
    }
    return copy as ValueType;
  }

  #keyword(keyword: string, inner: unknown, depth: number): unknown {
    if (SINGLE.includes(keyword)) return isRecord(inner) ? this.inline(inner, depth) : inner;
    if (LISTS.includes(keyword)) return Array.isArray(inner) ? inner.map((one) => this.inline(one, depth)) : inner;
    if (!MAPS.includes(keyword) || !isRecord(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, one]) => [name, this.inline(one, depth)]));
  }

  #follow(reference: unknown, depth: number): ValueType {
    const name = typeof reference === 'string' ? /^#\/\$defs\/([^/~%]+)$/.exec(reference)?.[1] : undefined;
    const target = name !== undefined && Object.hasOwn(this.#definitions, name) ? this.#definitions[name] : undefined;
    if (target === undefined || this.#open.has(target)) return {};
    this.#open.add(target);
    const result = this.inline(target, depth + 1);
    this.#open.delete(target);
    return result;
  }
}

/** What a schema holds, itself included. */
interface Measure {
  readonly schemas: number;
  readonly refers: boolean;
}

const measures = new WeakMap<object, Measure>();
const NO_SCHEMA: Measure = { schemas: 0, refers: false };

/**
 * Types that the language makes share their parts, so that each part is measured once; written out they may be
 * exponentially larger than they are in memory.
 */
function measure(value: unknown, depth = 0): Measure {
  if (!isRecord(value)) return NO_SCHEMA;
  const found = measures.get(value);
  if (found) return found;
  if (depth > DEEPEST_MEASURED) return { schemas: Number.POSITIVE_INFINITY, refers: false };
  let schemas = 1;
  let refers = value['$ref'] !== undefined || value['$dynamicRef'] !== undefined;
  for (const part of partsOf(value)) {
    const inner = measure(part, depth + 1);
    schemas += inner.schemas;
    refers ||= inner.refers;
  }
  const result = { schemas, refers };
  measures.set(value, result);
  return result;
}

function* partsOf(schema: Record<string, unknown>): Iterable<unknown> {
  for (const keyword of SINGLE) yield schema[keyword];
  for (const keyword of LISTS) {
    const list = schema[keyword];
    if (Array.isArray(list)) yield* list;
  }
  for (const keyword of MAPS) {
    const map = schema[keyword];
    if (isRecord(map)) yield* Object.values(map);
  }
}
