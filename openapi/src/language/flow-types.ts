/** What the checker is told of tasks, and what it finds out about a flow. */
import type { Flow, Step, SubflowStep, ValueType } from './model.ts';

/** What a tasks file tells the checker of one task. */
export interface TaskSignature {
  readonly description?: string;
  readonly implemented: boolean;
  readonly input?: ValueType;
  readonly output?: ValueType;
}

/** The types that the checker found, as exact as the flow allows. */
export interface FlowTypes {
  readonly inputs: ValueType;
  /** Of the declared outputs, or a union of them with what an `exit` answers instead. */
  readonly outputs: ValueType;
  /** Of each step that emits events. */
  readonly steps: ReadonlyMap<Step, StepTypes>;
  /** What each subflow step runs. */
  readonly subflows: ReadonlyMap<SubflowStep, Subflow>;
}

/** A flow as one subflow step runs it. */
export interface Subflow {
  readonly file: string;
  /** It has a tasks file of its own; without one it uses the caller's. */
  readonly hasOwnTasks: boolean;
  readonly flow: Flow;
  readonly types: FlowTypes;
}

export interface StepTypes {
  readonly inputs: ValueType;
  readonly outputs: ValueType;
}
