/** The names of properties that the contract of a flow says: no caller learns anything by them. */
import { type CheckedFlow, withSubflows } from './checked-flow.ts';

export function declaredNames(checked: CheckedFlow): ReadonlySet<string> {
  const names = new Set<string>();
  // Types share their parts, which written out may be exponentially more.
  const seen = new Set<object>();
  for (const { types } of withSubflows(checked)) {
    const steps = [...types.steps.values()].flatMap(({ inputs, outputs }) => [inputs, outputs]);
    for (const type of [types.inputs, types.outputs, ...steps]) collect(type, names, seen);
  }
  return names;
}

function collect(value: unknown, names: Set<string>, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  const { properties, required }: { readonly properties?: unknown; readonly required?: unknown } = value;
  for (const name of Object.keys(Object(properties))) names.add(name);
  if (Array.isArray(required)) for (const name of required) names.add(String(name));
  for (const inner of Object.values(value)) collect(inner, names, seen);
}
