/** The results of steps that hold others, and of steps that failed. */
import type { ValueType } from '../model.ts';
import { ANY, nullable, union, unionOf } from '../value-type.ts';
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
export function handledType({ required, ...type }: ValueType): ValueType {
  if (type.type !== 'object') return ANY;
  const own =
    type.properties !== undefined && Object.hasOwn(type.properties, 'error') ? type.properties['error'] : undefined;
  const error = nullable(own === undefined ? ERROR : union(own, ERROR));
  return nullable({ ...type, properties: { ...type.properties, error } });
}
