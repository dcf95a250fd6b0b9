/** What a plan is made of. */
import type { Json, Scope as Names, Range, Retry, StepEventKind, SubflowStep } from '@flowlang/openapi';
import type { InputJudge, OutputJudge, PayloadJudge } from './inputs.ts';
import type { KeptPlan } from './journal.ts';
import type { RunnableTask, Tasks } from './ports.ts';
import type { Concealer } from './secrets.ts';

export type Compiled<T> = (names: Names) => T;

export interface Plan {
  readonly flow: string;
  /** What it can be made of again after a restart. */
  readonly kept: KeptPlan;
  readonly judgeInputs: InputJudge;
  readonly judgeOutputs: OutputJudge;
  /** Undefined if no input is sensitive. */
  readonly conceal: Concealer | undefined;
  /** The names of properties that its contract says. */
  readonly names: () => ReadonlySet<string>;
  readonly steps: readonly PlannedStep[];
  readonly outputs: readonly { readonly name: string; readonly value: Compiled<Json> }[];
  readonly onError: readonly PlannedStep[] | undefined;
  readonly onCancel: readonly PlannedStep[] | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** What the steps of one flow are planned with. */
export interface Planning {
  readonly tasks: Tasks;
  readonly silent: boolean;
  /** Step events carry no inputs and outputs. */
  readonly status: boolean;
  planSubflow(step: SubflowStep, silent: boolean): Plan;
}

export type PlannedStep =
  | PlannedTask
  | PlannedParallel
  | PlannedBranch
  | PlannedSwitch
  | PlannedForEach
  | PlannedWhile
  | PlannedSubflow
  | PlannedExit
  | PlannedFail
  | PlannedWait
  | PlannedWaitFor;

/** Which step an event is about, and how much it tells. */
export interface StepIdentity {
  readonly step_id: string;
  readonly kind: StepEventKind;
  readonly task?: string;
  readonly path: string;
  /** Inside a subflow: the step that runs it. */
  readonly parent_step_id?: string;
  /** `status`: no inputs and outputs. `nothing`: no events at all. */
  readonly tells: 'all' | 'status' | 'nothing';
}

export interface DynamicId {
  readonly make: Compiled<Json>;
  /** Of the id, in the flow's file. */
  readonly range: Range;
}

export interface Planned {
  /** Where it stands in its flow; inside a loop, in the body. */
  readonly path: string;
  /** Its name in events and errors: its id, else its task's or subflow's name, else its kind. */
  readonly name: string;
  readonly id: string | undefined;
  /** Gives the id of this iteration, which can be read in the `results` of the loop only; `id` is undefined until it is known. */
  readonly dynamicId: DynamicId | undefined;
  /** Where it is known: the step as it is planned. */
  readonly unnamed?: PlannedStep;
  readonly guard: Compiled<boolean> | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly onError: readonly PlannedStep[] | undefined;
}

/** A step that takes time, and so emits events. */
export interface PlannedEmitting extends Planned {
  readonly identity: StepIdentity;
}

export interface PlannedTask extends PlannedEmitting {
  readonly kind: 'task';
  readonly taskName: string;
  /** Undefined if the tasks file does not have it. */
  readonly task: RunnableTask | undefined;
  /** Where there is no such task: the one that was probably meant. */
  readonly nearest?: string | undefined;
  readonly inputs: Compiled<Json>;
  readonly outputs: readonly string[];
  readonly retry: Retry | undefined;
}

export interface PlannedParallel extends PlannedEmitting {
  readonly kind: 'parallel';
  readonly branches: readonly (readonly PlannedStep[])[];
  readonly maxConcurrency: number;
  /** For each branch those that must be done before. Undefined if none depends on another. */
  readonly needs: readonly (readonly number[])[] | undefined;
  /** The branches, each behind all that it depends on. */
  readonly order: readonly number[];
}

export interface PlannedForEach extends PlannedEmitting {
  readonly kind: 'for_each';
  readonly list: Compiled<Json>;
  readonly listRange: Range;
  readonly as: string;
  /** All that the body fixes: null behind the loop unless the last item sets them, and never those that an iteration makes. */
  readonly fixedIds: ReadonlySet<string>;
  readonly body: readonly PlannedStep[];
  readonly maxConcurrency: number;
  readonly onItemError: 'fail' | 'continue';
}

export interface PlannedWhile extends PlannedEmitting {
  readonly kind: 'while';
  readonly condition: Compiled<boolean>;
  readonly body: readonly PlannedStep[];
  readonly maxIterations: number;
}

export interface PlannedSubflow extends PlannedEmitting {
  readonly kind: 'subflow';
  readonly plan: Plan;
  readonly inputs: Compiled<Json>;
  readonly outputs: readonly string[];
}

export interface PlannedBranch extends Planned {
  readonly kind: 'if';
  readonly condition: Compiled<boolean>;
  readonly whenTrue: readonly PlannedStep[];
  readonly whenFalse: readonly PlannedStep[];
}

export interface PlannedSwitch extends Planned {
  readonly kind: 'switch';
  readonly value: Compiled<Json>;
  readonly cases: readonly { readonly when: readonly Compiled<Json>[]; readonly body: readonly PlannedStep[] }[];
  readonly otherwise: readonly PlannedStep[];
}

export interface PlannedExit extends Planned {
  readonly kind: 'exit';
  readonly reason: Compiled<Json> | undefined;
  readonly outputs: Compiled<Json> | undefined;
}

export interface PlannedFail extends Planned {
  readonly kind: 'fail';
  readonly message: Compiled<Json>;
  readonly type: Compiled<Json> | undefined;
}

export interface PlannedWait extends PlannedEmitting {
  readonly kind: 'wait';
  readonly seconds: Compiled<Json> | undefined;
  readonly until: Compiled<Json> | undefined;
  /** Of the value that is there. */
  readonly valueRange: Range;
}

export interface PlannedWaitFor extends PlannedEmitting {
  readonly kind: 'wait_for';
  readonly event: Compiled<Json>;
  /** It is a text, and made of nothing. */
  readonly isFixed: boolean;
  readonly eventRange: Range;
  readonly judge: PayloadJudge;
}
