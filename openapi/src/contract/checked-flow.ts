import type { Flow, FlowTypes } from '../language/model.ts';

/** What the contract is made of: a flow without errors, and the types that the checker found in it. */
export interface CheckedFlow {
  readonly flow: Flow;
  readonly types: FlowTypes;
}
