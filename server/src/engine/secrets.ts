/** Keeps the sensitive inputs of an execution out of what is shown of it: events, results, logs. */
import { type Flow, HIDDEN, holdsSensitive, type Json, SHORTEST_PART, type ValueType } from '@flowlang/openapi';
import { hider } from './hide-texts.ts';
import type { Values } from './ports.ts';

export interface Concealer {
  /** The inputs with `***` in place of what is sensitive. */
  show(inputs: Values): Values;
  /** The sensitive texts and numbers in the inputs. */
  secretsIn(inputs: Values): readonly (string | number)[];
}

/** Undefined if no input is sensitive. */
export function concealer(flow: Flow): Concealer | undefined {
  const sensitive = flow.inputs.filter((input) => holdsSensitive(input.schema));
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

/** Schemas that the value itself may have to satisfy. */
function membersOf(schema: ValueType): readonly ValueType[] {
  const { anyOf = [], oneOf = [], allOf = [] } = schema;
  const conditional = [schema['if'], schema['then'], schema['else'], schema['not']];
  return [...anyOf, ...oneOf, ...allOf, ...conditional, ...Object.values(schema['dependentSchemas'] ?? {})].filter(
    isSchema,
  );
}

function isSchema(value: unknown): value is ValueType {
  return typeof value === 'object' && value !== null;
}

/** The value with its sensitive parts hidden; their texts and numbers go to `found`. */
function concealed(value: Json, schema: ValueType, found: (string | number)[]): Json {
  if (schema['writeOnly'] === true) {
    collectLeaves(value, found);
    return HIDDEN;
  }
  let result = value;
  for (const member of membersOf(schema)) result = concealed(result, member, found);
  if (typeof result !== 'object' || result === null) return result;
  const inside = (inner: Json, parts: readonly unknown[]) =>
    parts.filter(isSchema).reduce((shown, part) => concealed(shown, part, found), inner);
  if (Array.isArray(result)) return result.map((item: Json, index) => inside(item, itemParts(schema, index)));
  const entries = Object.entries(result).map(([name, inner]) => [name, inside(inner, propertyParts(schema, name))]);
  return Object.fromEntries(entries) as Json; // Made of JSON.
}

function itemParts(schema: ValueType, index: number): readonly unknown[] {
  const first = schema['prefixItems'];
  const own = Array.isArray(first) && index < first.length ? first[index] : schema.items;
  return [own ?? schema['unevaluatedItems'], schema['contains']];
}

function propertyParts({ properties = {}, additionalProperties, ...schema }: ValueType, name: string): unknown[] {
  const patterns = Object.entries(schema['patternProperties'] ?? {});
  const matching = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name)).map(([, part]) => part);
  if (Object.hasOwn(properties, name)) return [properties[name], ...matching];
  // Whether another part of the schema has looked at it is not asked: what is shown of it is described as anything.
  return matching.length > 0 ? matching : [additionalProperties ?? schema['unevaluatedProperties']];
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
  /** Ids that loops have made of something sensitive. */
  private readonly ids: Set<string>;
  private readonly names: ReadonlySet<string>;

  /**
   * @param names of properties that everybody knows: what is answered without them would break the contract
   * @param before what was hidden of the same execution up to now
   */
  constructor(values: readonly (string | number)[], names: (() => ReadonlySet<string>) | undefined, before?: Secrets) {
    this.names = before?.names ?? names?.() ?? new Set();
    this.ids = before?.ids ?? new Set();
    this.whole = new Set(values);
    const texts = values.map(String).filter((text) => text.length >= SHORTEST_PART);
    this.replace = hider(texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]));
  }

  has(value: string | number): boolean {
    return this.whole.has(value);
  }

  /** The value itself where nothing in it is sensitive. */
  hide<T>(value: T): T;
  hide(value: unknown): unknown {
    if (typeof value === 'string') return this.whole.has(value) ? HIDDEN : this.replace(value);
    if (typeof value === 'number') return this.whole.has(value) ? HIDDEN : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.hide(item));
    const entries = Object.entries(value).map(([name, inner]) => [
      this.names.has(name) && !this.ids.has(name) ? name : this.hide(name),
      this.hide(inner),
    ]);
    return Object.fromEntries(entries);
  }

  /** As the name of a property it is hidden from now on, if it holds anything sensitive. */
  hideId(id: string): string {
    const shown = this.hide(id);
    if (shown !== id) this.ids.add(id);
    return shown;
  }
}
