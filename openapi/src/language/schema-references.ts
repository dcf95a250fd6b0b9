/** Writes out the `$ref`s of a JSON Schema. */
import type { Json, ValueType } from './model.ts';
import { SCHEMA_CHILD_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from './schema-keywords.ts';

const WRITTEN_OUT = new Set(['$ref', '$defs', '$id', '$schema']);
const MOST_REFERENCES = 1_000;

type Fail = (pointer: string, message: string, hint: string) => void;
type JsonMap = { readonly [key: string]: Json };

/** The schema without `$ref`, `$defs`, `$id` and `$schema`; `fail` is told of what cannot be written out. */
export function inlineReferences(schema: Json, fail: Fail): ValueType {
  const inlining = new Inlining(schema, fail);
  return inlining.read(schema, '', []) as ValueType; // A map in, a map out.
}

class Inlining {
  readonly #root: Json;
  readonly #fail: Fail;
  #count = 0;

  constructor(root: Json, fail: Fail) {
    this.#root = root;
    this.#fail = fail;
  }

  /** `node` stands where a schema does. */
  read(node: Json, pointer: string, open: readonly string[]): Json {
    if (!isMap(node)) return node;
    const pairs = Object.entries(node).filter(([key]) => !WRITTEN_OUT.has(key));
    const rest: JsonMap = Object.fromEntries(
      pairs.map(([key, value]) => [key, this.#keyword(key, value, pointer, open)]),
    );
    const reference = node['$ref'];
    if (reference === undefined) return rest;
    if (typeof reference !== 'string')
      return this.#failed(`${pointer}/$ref`, '`$ref` must be a text', 'Write `#/$defs/Name`');
    const target = this.#resolve(reference, `${pointer}/$ref`, open);
    if (pairs.length === 0) return target;
    const others = Array.isArray(rest['allOf']) ? rest['allOf'] : [];
    return { ...rest, allOf: [target, ...others] };
  }

  #keyword(key: string, value: Json, pointer: string, open: readonly string[]): Json {
    const at = `${pointer}/${escapePointer(key)}`;
    if (SCHEMA_CHILD_KEYWORDS.includes(key)) return this.read(value, at, open);
    if (SCHEMA_LIST_KEYWORDS.includes(key) && Array.isArray(value)) {
      return value.map((item: Json, index) => this.read(item, `${at}/${index}`, open));
    }
    if (!SCHEMA_MAP_KEYWORDS.includes(key) || !isMap(value)) return value;
    const pairs = Object.entries(value);
    return Object.fromEntries(
      pairs.map(([name, inner]) => [name, this.read(inner, `${at}/${escapePointer(name)}`, open)]),
    );
  }

  #resolve(reference: string, at: string, open: readonly string[]): Json {
    this.#count += 1;
    if (this.#count > MOST_REFERENCES) {
      if (this.#count === MOST_REFERENCES + 1)
        this.#fail(
          at,
          `The references of this schema stand for more than ${MOST_REFERENCES} schemas`,
          'Write fewer levels of it',
        );
      return {};
    }
    if (open.includes(reference))
      return this.#failed(
        at,
        'This schema refers to itself, which FlowLang does not read',
        'Write out as many levels as you need',
      );
    if (!reference.startsWith('#'))
      return this.#failed(
        at,
        'Only references inside of the same schema are read',
        'Copy the other one into `$defs`, and write `#/$defs/Name`',
      );
    const target = this.#find(reference.slice(1));
    if (target === undefined)
      return this.#failed(at, `There is nothing at \`${reference}\``, 'Define it there, or correct the reference');
    return this.read(target, reference.slice(1), [...open, reference]);
  }

  #failed(at: string, message: string, hint: string): Json {
    this.#fail(at, message, hint);
    return {};
  }

  #find(pointer: string): Json | undefined {
    let current: Json | undefined = this.#root;
    for (const part of pointer.split('/').slice(1)) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(current)) current = current[Number(key)];
      else if (current !== undefined && isMap(current) && Object.hasOwn(current, key)) current = current[key];
      else return undefined;
    }
    return current;
  }
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isMap(node: Json): node is JsonMap {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
