/** `outputs: [name, …]` of a step: what its result has at least. */
import type { Json } from '@flowlang/openapi';
import { TaskOutputError } from '../errors.ts';

/**
 * The outputs with every declared name in them: a missing one is null, others stay.
 *
 * @param what as an error names it: `Task Charge`
 * @throws TaskOutputError if they cannot have names
 */
export function withNames(outputs: Json, names: readonly string[], what: string): Json {
  if (names.length === 0) return outputs;
  if (outputs === null) return Object.fromEntries(names.map((name) => [name, null]));
  if (typeof outputs !== 'object' || Array.isArray(outputs)) {
    throw new TaskOutputError(`${what} must return an object with ${names.join(', ')}`);
  }
  const missing = names.filter((name) => !Object.hasOwn(outputs, name)).map((name) => [name, null]);
  return missing.length === 0 ? outputs : { ...outputs, ...Object.fromEntries(missing) };
}
