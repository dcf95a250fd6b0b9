/** What the rules hand to each other while they walk a flow. */
import type { DiagnosticCode, Report } from '../diagnostics.ts';
import type { StepTypes, Subflow, TaskSignature } from '../flow-types.ts';
import type { Flow, Name, Step, SubflowStep, ValueType, WhileStep } from '../model.ts';
import { INTEGER, STRING, shapeOf } from '../value-type.ts';
import type { Binding } from './binding.ts';
import type { Scope } from './scope.ts';

/** How a walk over steps ended: by an `exit` or a `fail` on every way, or not. */
export type Ends = boolean;

/** What the rules know beside the text of the flow. */
export interface Known {
  readonly tasks?: ReadonlyMap<string, TaskSignature> | undefined;
  /** A task that `tasks` does not have is an error. */
  readonly requireTasks: boolean;
  /** What a subflow's name stands for; absent where no other file is known. */
  readonly callee?: ((name: string) => Callee) | undefined;
}

/** The flow that a subflow step runs, or what is wrong with it. */
export type Callee = { readonly subflow: Subflow } | CalleeProblem;

export interface CalleeProblem {
  readonly subflow?: never;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

export interface Analysis extends Known, Survey {
  readonly flow: Flow;
  readonly report: Report;
  /** Names whose problem was reported; `inputs` where not all inputs are known. */
  readonly unreadable: ReadonlySet<string>;
  readonly stepTypes: Map<Step, StepTypes>;
  readonly subflows: Map<SubflowStep, Subflow>;
  /** Every id that was given so far, wherever it stands. */
  readonly given: Map<string, Pick<Binding, 'type' | 'hasResult'>>;
  /** What one iteration leaves to the next. */
  readonly left: Map<WhileStep, ReadonlyMap<string, Binding>>;
  /** The names in `depends_on` that put the branches of a `parallel` in order. */
  readonly ordering: Set<Name>;
  /** What each `exit` that can be reached answers; absent where it answers nothing. */
  readonly exits?: ValueType[] | undefined;
  /** Steps hold steps; this keeps the files of the kinds out of a circle. */
  walk(steps: readonly Step[], scope: Scope, analysis: Analysis): Ends;
}

/** What is known of a flow's steps before they are walked. */
export interface Survey {
  /** Every id of the flow, with the steps that have it. */
  readonly ids: ReadonlyMap<string, readonly Step[]>;
  /** Tasks of steps without an id. */
  readonly anonymous: ReadonlySet<string>;
  /** Steps whose id holds `${…}`. */
  readonly dynamic: readonly Step[];
}

/** `error` in `on_error`, and of a step that failed and was handled. */
export const ERROR: ValueType = {
  type: 'object',
  properties: { type: STRING, message: STRING, step_id: STRING, task: STRING, attempts: INTEGER },
  required: ['type', 'message'],
  additionalProperties: false,
};

/** The roots that `on_error` has besides. */
export const FAILURE = { error: ERROR, context: shapeOf([['last_error', ERROR]]) } as const;

export const EXECUTION: ValueType = shapeOf([
  ['id', STRING],
  ['flow', STRING],
  ['attempt', INTEGER],
]);
