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

const known = new WeakMap<ValueType, ValueType>();

/**
 * The same schema without `$ref`. Only `#/$defs/<name>` is followed, and a recursive one once; the rest is `any`, which
 * is wider and so never wrong.
 */
export function selfContained(type: ValueType): ValueType {
  const found = known.get(type);
  if (found) return found;
  const result = refersAnywhere(type) ? new Inliner(type).inline(type, 0) : type;
  known.set(type, result);
  known.set(result, result);
  return result;
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
  #schemas = 0;

  constructor(root: ValueType) {
    this.#definitions = isRecord(root['$defs']) ? root['$defs'] : {};
  }

  inline(value: unknown, depth: number): ValueType {
    if (!isRecord(value) || depth > DEEPEST || ++this.#schemas > MOST_SCHEMAS) return {};
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

/** Whether inlining would change anything; most schemas are kept as they are, with all their constraints. */
function refersAnywhere(root: ValueType): boolean {
  const pending: unknown[] = [root];
  for (let visited = 0; pending.length > 0; visited++) {
    const next = pending.pop();
    if (visited > MOST_SCHEMAS) return true;
    if (!isRecord(next)) continue;
    if (next['$ref'] !== undefined || next['$dynamicRef'] !== undefined) return true;
    for (const keyword of SINGLE) pending.push(next[keyword]);
    for (const keyword of LISTS) if (Array.isArray(next[keyword])) pending.push(...next[keyword]);
    for (const keyword of MAPS) if (isRecord(next[keyword])) pending.push(...Object.values(next[keyword]));
  }
  return false;
}
