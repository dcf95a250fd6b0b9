/** Keeps the sensitive inputs of an execution out of what is shown of it: events, results, logs. */
import type { Flow, Json, ValueType } from '@flowlang/openapi';
import type { Values } from './ports.ts';

export const HIDDEN = '***';

/** Shorter texts are part of too many other ones; they are hidden where they stand alone. */
const SHORTEST_PART = 4;

export interface Concealer {
  /** The inputs with `***` in place of what is sensitive. */
  show(inputs: Values): Values;
  /** The sensitive texts and numbers in the inputs. */
  secretsIn(inputs: Values): readonly (string | number)[];
}

/** Undefined if no input is sensitive. */
export function concealer(flow: Flow): Concealer | undefined {
  const sensitive = flow.inputs.filter((input) => holdsSensitive(input.schema, 0));
  if (sensitive.length === 0) return undefined;
  return {
    show(inputs) {
      const shown: Record<string, Json> = { ...inputs };
      for (const { name, schema } of sensitive) {
        const value = inputs[name];
        if (value !== undefined) shown[name] = concealed(value, schema, []);
      }
      return shown;
    },
    secretsIn(inputs) {
      const found: (string | number)[] = [];
      for (const { name, schema } of sensitive) concealed(inputs[name] ?? null, schema, found);
      return found;
    },
  };
}

/** Schemas of users may refer to themselves; the language has written out all other references. */
const DEEPEST = 60;

function holdsSensitive(schema: ValueType, depth: number): boolean {
  if (schema['writeOnly'] === true) return true;
  return depth < DEEPEST && partsOf(schema).some((part) => holdsSensitive(part, depth + 1));
}

function partsOf(schema: ValueType): readonly ValueType[] {
  const rest = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  const items = schema.items === undefined ? [] : [schema.items];
  const members = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...Object.values(schema.properties ?? {}), ...rest, ...items, ...members];
}

/** The value with its sensitive parts hidden; their texts and numbers go to `found`. */
function concealed(value: Json, schema: ValueType, found: (string | number)[]): Json {
  if (schema['writeOnly'] === true) {
    collectLeaves(value, found);
    return HIDDEN;
  }
  let result = value;
  for (const member of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    result = concealed(result, member, found);
  if (typeof result !== 'object' || result === null) return result;
  if (Array.isArray(result)) {
    const { items } = schema;
    return items === undefined ? result : result.map((item: Json) => concealed(item, items, found));
  }
  const entries = Object.entries(result).map(([name, inner]): [string, Json] => {
    const own = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
    const part = own ? schema.properties?.[name] : schema.additionalProperties;
    return [name, typeof part === 'object' ? concealed(inner, part, found) : inner];
  });
  return Object.fromEntries(entries);
}

function collectLeaves(value: Json, found: (string | number)[]): void {
  if (typeof value === 'string' || typeof value === 'number') found.push(value);
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collectLeaves(inner, found);
  }
}

/** Hides what was sensitive in one execution. */
export class Secrets {
  private readonly whole: ReadonlySet<Json>;
  private readonly replace: (text: string) => string;

  constructor(values: readonly (string | number)[]) {
    this.whole = new Set(values);
    const texts = values.map(String).filter((text) => text.length >= SHORTEST_PART);
    this.replace = replacer(texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]));
  }

  /** The value itself where nothing in it is sensitive. */
  hide<T>(value: T): T;
  hide(value: unknown): unknown {
    if (typeof value === 'string') return this.whole.has(value) ? HIDDEN : this.replace(value);
    if (typeof value === 'number') return this.whole.has(value) ? HIDDEN : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.hide(item));
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.hide(inner)]));
  }
}

/** Answers a function that puts `***` in place of each of the texts. */
export function replacer(texts: Iterable<string>): (text: string) => string {
  // The longest first: one may begin with another.
  const sorted = [...new Set(texts)].sort((a, b) => b.length - a.length);
  if (sorted.length === 0) return (text) => text;
  const pattern = new RegExp(sorted.map((one) => one.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, HIDDEN);
}
