/** What the rules hand to each other while they walk a flow. */
import type { Report } from '../diagnostics.ts';
import type { Flow, Step, StepTypes, TaskSignature, ValueType } from '../model.ts';
import { INTEGER, STRING, shapeOf } from '../value-type.ts';
import type { Scope } from './scope.ts';

/** How a walk over steps ended: by an `exit` on every way, or not. */
export type Ends = boolean;

export interface Analysis {
  readonly flow: Flow;
  readonly report: Report;
  /** Names whose problem was reported; `inputs` where not all inputs are known. */
  readonly unreadable: ReadonlySet<string>;
  readonly tasks: ReadonlyMap<string, TaskSignature> | undefined;
  readonly requireTasks: boolean;
  /** Every id of the flow, with the steps that have it. */
  readonly ids: ReadonlyMap<string, readonly Step[]>;
  readonly stepTypes: Map<Step, StepTypes>;
  /** What each `exit` that can be reached answers. */
  readonly exits: ValueType[];
  /** Steps hold steps; this keeps the files of the kinds out of a circle. */
  walk(steps: readonly Step[], scope: Scope): Ends;
}

/** `error` in `on_error`, and of a step that failed and was handled. */
export const ERROR: ValueType = {
  type: 'object',
  properties: { type: STRING, message: STRING, step_id: STRING, task: STRING, attempts: INTEGER },
  required: ['type', 'message'],
  additionalProperties: false,
};

export const EXECUTION: ValueType = shapeOf([
  ['id', STRING],
  ['flow', STRING],
  ['attempt', INTEGER],
]);
