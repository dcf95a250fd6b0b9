/** The inputs of a task from those of all its steps. */
import { unionOf, type ValueType } from '@flowlang/openapi';

/** An object with what any step gives; what not all of them give is optional. */
export function joinedInputs(types: readonly ValueType[]): ValueType {
  const shapes = types.map(widened);
  const names = new Set(shapes.flatMap(({ properties = {} }) => Object.keys(properties)));
  const properties = [...names].map((name): [string, ValueType] => {
    const given = shapes.flatMap(({ properties: own = {} }) => (Object.hasOwn(own, name) ? [own[name] ?? {}] : []));
    return [name, unionOf(given)];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: [...names].filter((name) => shapes.every(({ required = [] }) => required.includes(name))),
    additionalProperties: false,
  };
}

/** What stands in a step as a text is one of many that the task may get; what an input lists are all of them. */
function widened(type: ValueType): ValueType {
  const { const: _, ...rest } = type;
  const { properties, items, anyOf } = rest;
  return {
    ...(type['type'] === undefined ? type : rest),
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, widened(inner)])),
    }),
    ...(items !== undefined && { items: widened(items) }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(widened) }),
  };
}
