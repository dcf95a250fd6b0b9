/** Puts together what stands beside each other in a schema: a TypedDict is no intersection. */
import { canonical, isSchema } from '../contract/json-schema.ts';
import type { JsonType, ValueType } from '../language/model.ts';

type Components = Readonly<Record<string, ValueType>>;

/**
 * The schemas of which the value fits one, each with the properties of all its parts: one, unless there are unions. Where
 * parts disagree about a word, the last one has it.
 */
export function alternatives(
  schema: ValueType,
  components: Components,
  seen: readonly unknown[] = [],
): readonly ValueType[] {
  const { $ref, allOf = [], anyOf, oneOf, ...own } = schema;
  const target = typeof $ref === 'string' ? components[$ref.slice($ref.lastIndexOf('/') + 1)] : undefined;
  const isNew = (part: unknown): part is ValueType => isSchema(part) && !seen.includes(part);
  const parts = [target, ...allOf].filter(isNew);
  const unions = [anyOf, oneOf].map((union) => (union ?? []).filter(isNew)).filter((union) => union.length > 0);
  const within = [...seen, ...parts, ...unions.flat()];
  const choices = [...parts.map((part) => [part]), ...unions].map((union) =>
    union.flatMap((part) => alternatives(part, components, within)),
  );
  return [...choices, [own]].reduce((all, some) => all.flatMap((one) => some.map((other) => merge(one, other))), [{}]);
}

export function described(schema: ValueType): { description?: string } {
  const { description } = schema;
  return typeof description === 'string' && description.trim() !== '' ? { description } : {};
}

/** Has properties, or none at all and says so. */
export function isObject(schema: ValueType): boolean {
  return schema.properties !== undefined && (schema.type ?? 'object') === 'object';
}

/** Says that it may have more properties than a TypedDict can name: one without a name is such a one, too. */
export function hasMore({ properties, patternProperties, additionalProperties }: ValueType): boolean {
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  return isOpen || patternProperties !== undefined || Object.hasOwn(properties ?? {}, '');
}

function merge(a: ValueType, b: ValueType): ValueType {
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  const properties = a.properties && b.properties ? { properties: bothOf(a.properties, b.properties) } : {};
  const type = commonType(a.type, b.type);
  return { ...a, ...b, ...properties, ...(type && { type }), ...(required.length === 0 ? {} : { required }) };
}

/** What both say of a property holds: one may say `string`, and the other which. */
function bothOf(a: Components, b: Components): Components {
  const added = Object.entries(b).map(([key, schema]): [string, ValueType] => {
    const known = Object.hasOwn(a, key) ? a[key] : undefined;
    if (known === undefined || canonical(known) === canonical(schema)) return [key, schema];
    return [key, { ...described(known), ...described(schema), allOf: [known, schema] }];
  });
  return Object.fromEntries([...Object.entries(a), ...added]);
}

function commonType(a: ValueType['type'], b: ValueType['type']): ValueType['type'] {
  if (a === undefined || b === undefined) return a ?? b;
  const both = [a].flat().filter((type: JsonType) => [b].flat().includes(type));
  const [only, second] = both;
  return second === undefined ? (only ?? b) : both;
}
