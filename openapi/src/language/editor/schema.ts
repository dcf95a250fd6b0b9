/**
 * What the editor's schema is built with. It is draft-07: all that it needs is in there, and every editor reads it, also
 * those whose YAML language server is older than its support of 2020-12.
 *
 * `markdownDescription`, `errorMessage`, `patternErrorMessage`, `defaultSnippets` and `doNotSuggest` are the YAML language
 * server's; others ignore them.
 */
import type { Json } from '../model.ts';

export type Schema = { readonly [keyword: string]: Json };

/** Text for hovers and completions. */
export function about(markdown: string): Schema {
  if (!markdown.includes('`')) return { description: markdown };
  return { description: markdown.replaceAll('`', ''), markdownDescription: markdown };
}

/** A place in `definitions`. */
export function ref(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

/** In draft-07 nothing may stand beside a `$ref`. */
export function like(name: string): Schema {
  return { allOf: [ref(name)] };
}

export function has(key: string): Schema {
  return { type: 'object', required: [key] };
}

export function when(test: Schema, yes: Schema, no?: Schema): Schema {
  // biome-ignore lint/suspicious/noThenProperty: it is JSON Schema's word
  return { if: test, then: yes, ...(no && { else: no }) };
}

/** A map as `map` says; anything else is told in one sentence. */
export function onlyMaps(map: Schema, message: string): Schema {
  return when({ type: 'object' }, map, { type: 'object', errorMessage: message });
}

/** What an editor writes behind the colon. */
export function insert(body: Json): Schema {
  return { defaultSnippets: [{ body }] };
}

/** For a key whose value may be of any type: else an editor would not even write the colon. */
export const ANY_VALUE: Schema = insert('$1');

/** The first case that fits decides, so that a mistake is told once, and in the terms of what is meant. */
export function choose(cases: readonly (readonly [test: Schema, yes: Schema])[], otherwise: Schema): Schema {
  return cases.reduceRight<Schema>((rest, [test, yes]) => when(test, yes, rest), otherwise);
}

/** More that is asked of properties. An editor neither proposes nor explains them here a second time. */
export function rules(properties: Readonly<Record<string, Schema>>): Schema {
  const hidden = Object.entries(properties).map(([key, schema]) => [key, { doNotSuggest: true, ...schema }]);
  return { type: 'object', properties: Object.fromEntries(hidden) };
}

/** Where `when` holds the keys mean nothing. */
export function forbid(test: Schema, keys: readonly string[], message: string): Schema {
  const properties = Object.fromEntries(keys.map((key) => [key, false]));
  return when(test, { type: 'object', properties, errorMessage: message });
}

/** A map with keys of the author's own beside it. */
const NOTES: Schema = { '^x-': { description: 'A note of your own: FlowLang does not read it.' } };

/** A map that takes the keys that the parser takes, and no others. */
export function mapOf(keys: readonly string[], properties: Readonly<Record<string, Schema>>): Schema {
  const different = [
    ...keys.filter((key) => !Object.hasOwn(properties, key)),
    ...Object.keys(properties).filter((key) => !keys.includes(key)),
  ];
  if (different.length > 0) throw new Error(`The parser and the editor's schema differ in ${different.join(', ')}`);
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map((key) => [key, properties[key] ?? {}])),
    patternProperties: NOTES,
    additionalProperties: false,
  };
}

/** A map that is of one kind, by the key that it has. Without such a key, `message` says what it could be. */
export function kindsOf(
  kinds: readonly (readonly [key: string, map: Schema])[],
  none: Schema,
  message: string,
): Schema {
  const known = Object.keys(none['properties'] ?? {}).join('|');
  const isKnown: Schema = { type: 'object', propertyNames: { type: 'string', pattern: `^(?:${known}|x-.*)$` } };
  const missing: Schema = { type: 'object', required: kinds.slice(0, 1).map(([key]) => key), errorMessage: message };
  return choose(
    kinds.map(([key, map]) => [has(key), map]),
    { ...none, ...when(isKnown, missing) },
  );
}
