import type { FlowTypes } from '../language/flow-types.ts';
import type { Flow } from '../language/model.ts';

/** What the contract is made of: a flow without errors, and the types that the checker found in it. */
export interface CheckedFlow {
  readonly flow: Flow;
  readonly types: FlowTypes;
}

/** The flow, and each of those that it runs as a part of itself, once. */
export function withSubflows(checked: CheckedFlow): CheckedFlow[] {
  const found = new Map([[checked.types, checked]]);
  // The map grows on the way.
  for (const { types } of found.values()) for (const one of types.subflows.values()) found.set(one.types, one);
  return [...found.values()];
}
