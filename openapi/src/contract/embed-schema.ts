/**
 * Takes a schema that somebody else wrote (an input's `schema:`, what a task's zod schema exports) into a bigger one.
 *
 * Such a schema is an island: its `#/$defs/…` count from its own root. Whatever it refers to becomes a definition of the
 * whole, once, so that a schema which contains itself stays finite; `$id`, `$anchor` and `$schema` go, as nothing needs
 * them any more. A reference that leads nowhere (the checker reports it) accepts anything.
 */
import type { ValueType } from '../language/model.ts';
import type { Definitions, Ref } from './definitions.ts';
import { isSchema, mapSubschemas } from './json-schema.ts';
import { pascalCase } from './names.ts';

const DROPPED = new Set([
  '$anchor',
  '$comment',
  '$defs',
  '$dynamicAnchor',
  '$id',
  '$schema',
  '$vocabulary',
  'definitions',
  'example',
]);

/** The roots that references may count from, innermost first. */
type Islands = readonly ValueType[];

/** `owner` begins the names of what the schema defines. */
export function embedSchema(schema: ValueType, owner: string, definitions: Definitions): ValueType {
  return new Embedding(owner, definitions).embed(schema, [schema]);
}

class Embedding {
  readonly #owner: string;
  readonly #definitions: Definitions;

  constructor(owner: string, definitions: Definitions) {
    this.#owner = owner;
    this.#definitions = definitions;
  }

  embed(schema: ValueType, outer: Islands): ValueType {
    const islands = isIsland(schema) && schema !== outer[0] ? [schema, ...outer] : outer;
    const { $ref, $dynamicRef, ...others } = schema;
    const rest = declareRequired(mapSubschemas(tidy(others), (part) => this.embed(part, islands)));
    const target = $ref ?? $dynamicRef;
    if (typeof target !== 'string') return rest;
    const ref = this.#follow(target, islands);
    if (Object.keys(rest).length === 0) return ref ?? {};
    // Beside `$ref` other words are allowed, but most readers of a document pass over them.
    return ref === undefined ? rest : { ...rest, allOf: [ref, ...(rest.allOf ?? [])] };
  }

  #follow(target: string, islands: Islands): Ref | undefined {
    const found = resolve(target, islands);
    if (found === undefined) return undefined;
    const known = this.#definitions.embedded.get(found.schema);
    if (known !== undefined) return this.#definitions.ref(known);
    const last = decode(target.split(/[/#]/).at(-1) ?? '');
    const name = this.#definitions.reserve(`${this.#owner}${pascalCase(last) || 'Value'}`);
    this.#definitions.embedded.set(found.schema, name);
    return this.#definitions.set(name, this.embed(found.schema, found.islands));
  }
}

function isIsland(schema: ValueType): boolean {
  return '$defs' in schema || 'definitions' in schema || '$id' in schema || '$schema' in schema;
}

function tidy(schema: ValueType): ValueType {
  const kept = Object.entries(schema).filter(([keyword]) => !DROPPED.has(keyword));
  const { example } = schema;
  return Object.fromEntries(example === undefined || 'examples' in schema ? kept : [...kept, ['examples', [example]]]);
}

/** What is required under a type of all properties (zod's record of an enum) is declared, or linters take it for a slip. */
function declareRequired(schema: ValueType): ValueType {
  const { required, properties = {}, patternProperties, additionalProperties: further } = schema;
  if (!Array.isArray(required) || !isSchema(further) || patternProperties !== undefined) return schema;
  const missing = required.filter((name) => !Object.hasOwn(properties, name));
  if (missing.length === 0) return schema;
  return { ...schema, properties: { ...properties, ...Object.fromEntries(missing.map((name) => [name, further])) } };
}

function resolve(target: string, islands: Islands): { schema: ValueType; islands: Islands } | undefined {
  const [base = '', fragment = ''] = target.split('#');
  for (const [index, root] of islands.entries()) {
    if (base !== '' && base !== root['$id']) continue;
    const schema = fragment === '' || fragment.startsWith('/') ? at(root, fragment) : anchored(root, fragment);
    if (schema !== undefined) return { schema, islands: islands.slice(index) };
  }
  return undefined;
}

/** RFC 6901, as it stands in a URI. */
function at(root: ValueType, pointer: string): ValueType | undefined {
  let found: unknown = root;
  for (const token of pointer.split('/').slice(1)) {
    const key = decode(token);
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return isSchema(found) ? found : undefined;
}

function decode(token: string): string {
  return decodePercent(token).replaceAll('~1', '/').replaceAll('~0', '~');
}

function decodePercent(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

function anchored(schema: ValueType, name: string): ValueType | undefined {
  if (schema['$anchor'] === name || schema['$dynamicAnchor'] === name) return schema;
  let found: ValueType | undefined;
  mapSubschemas(schema, (part) => {
    found ??= anchored(part, name);
    return part;
  });
  return found;
}
