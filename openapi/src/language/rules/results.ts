/** The results of steps that hold others, and of steps that failed. */
import type { ValueType } from '../model.ts';
import { ANY, nullable, selfContained, union, unionOf } from '../value-type.ts';
import { ERROR } from './analysis.ts';
import type { Scope } from './scope.ts';

/** A map of what the steps inside have set: closed, with null for what may not have run; ids that are made in each iteration may be any. */
export function resultsOf(scopes: readonly Scope[]): ValueType {
  const found = scopes.flatMap((scope) => [...scope.own()]).filter(([, binding]) => binding.hasResult);
  const properties = found.map(([id, { type, isCertain }]) => [id, isCertain ? type : nullable(type)] as const);
  const required = found.filter(([, binding]) => binding.isCertain).map(([id]) => id);
  const dynamic = scopes.flatMap((scope) => scope.dynamic());
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: dynamic.length > 0 && unionOf(dynamic),
  };
}

/** After a failure that was handled there is the `error` alone, and nothing that a success has. */
export function handledType(type: ValueType): ValueType {
  if (type.type !== 'object') return ANY;
  const { required, ...shape } = shapeAlone(type);
  const own =
    shape.properties !== undefined && Object.hasOwn(shape.properties, 'error') ? shape.properties['error'] : undefined;
  const error = nullable(own === undefined ? ERROR : union(own, ERROR));
  return nullable({ ...shape, properties: { ...shape.properties, error } });
}

const SHAPE = new Set(['type', 'properties', 'required', 'additionalProperties', 'title', 'description', 'writeOnly']);

/**
 * What is known of each property, and nothing of what is asked of the object as a whole: with a property more, or without
 * those of a success, it would not be answered.
 */
export function shapeAlone(type: ValueType): ValueType {
  const shape = Object.entries(selfContained(type)).filter(([keyword]) => SHAPE.has(keyword));
  const { additionalProperties, ...open }: ValueType = Object.fromEntries(shape);
  // It is said of what matches no pattern.
  if (additionalProperties === undefined || type['patternProperties'] !== undefined) return open;
  return { ...open, additionalProperties };
}
