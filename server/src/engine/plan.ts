/**
 * A plan is a flow that is ready to run: expressions compiled, tasks bound, every step with a stable path. It is made once
 * when a flow is loaded and never changed; executions share it.
 */
import {
  type CheckedFlow,
  compileCondition,
  compileValue,
  type Flow,
  inputsSchema,
  type Json,
  type Scope as Names,
  outputsSchema,
  type Range,
  type Retry,
  type Step,
  type StepEventKind,
} from '@flowlang/openapi';
import { type InputJudge, judgeInputs, judgeOutputs, type OutputJudge } from './inputs.ts';
import type { RunnableTask, Tasks } from './ports.ts';
import type { StepIdentity } from './run.ts';

type Compiled<T> = (names: Names) => T;

export interface Plan {
  readonly flow: string;
  readonly judgeInputs: InputJudge;
  readonly judgeOutputs: OutputJudge;
  readonly steps: readonly PlannedStep[];
  readonly outputs: readonly { readonly name: string; readonly value: Compiled<Json> }[];
}

export type PlannedStep = PlannedTask | PlannedParallel | PlannedBranch | PlannedSwitch | PlannedForEach | PlannedExit;

interface Planned {
  /** Its name in events and errors: its id, else its task's name, else its kind. */
  readonly name: string;
  readonly id: string | undefined;
  readonly guard: Compiled<boolean> | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly onError: readonly PlannedStep[] | undefined;
}

/** A step that takes time, and so emits events. */
interface PlannedEmitting extends Planned {
  readonly identity: StepIdentity;
}

export interface PlannedTask extends PlannedEmitting {
  readonly kind: 'task';
  readonly taskName: string;
  /** Undefined if the tasks file does not have it. */
  readonly task: RunnableTask | undefined;
  readonly inputs: Compiled<Json>;
  readonly outputs: readonly string[];
  readonly retry: Retry | undefined;
}

export interface PlannedParallel extends PlannedEmitting {
  readonly kind: 'parallel';
  readonly branches: readonly (readonly PlannedStep[])[];
  readonly maxConcurrency: number;
}

export interface PlannedForEach extends PlannedEmitting {
  readonly kind: 'for_each';
  readonly list: Compiled<Json>;
  readonly listRange: Range;
  readonly as: string;
  readonly body: readonly PlannedStep[];
  readonly maxConcurrency: number;
  readonly onItemError: 'fail' | 'continue';
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

export function createPlan(checked: CheckedFlow, tasks: Tasks): Plan {
  const { flow } = checked;
  return {
    flow: flow.name,
    judgeInputs: judgeInputs(flow, inputsSchema(checked)),
    judgeOutputs: judgeOutputs(flow.name, outputsSchema(checked)),
    steps: planSteps(flow.steps, 'steps', tasks),
    outputs: planOutputs(flow),
  };
}

function planOutputs(flow: Flow): Plan['outputs'] {
  return flow.outputs.map((output) => ({ name: output.name, value: compileValue(output.value) }));
}

function planSteps(steps: readonly Step[], path: string, tasks: Tasks): readonly PlannedStep[] {
  return steps.map((step, index) => planStep(step, `${path}[${index}]`, tasks));
}

function planStep(step: Step, path: string, tasks: Tasks): PlannedStep {
  const inside = (steps: readonly Step[], where: string) => planSteps(steps, `${path}.${where}`, tasks);
  const common = {
    id: step.id,
    name: step.id ?? (step.kind === 'task' ? step.task : step.kind),
    guard: step.guard && compileCondition(step.guard),
    timeout: step.timeout,
    onError: step.onError && inside(step.onError, 'on_error'),
  };
  const identity = (kind: StepEventKind, task?: string): StepIdentity =>
    task === undefined ? { step_id: common.name, kind, path } : { step_id: common.name, kind, task, path };
  switch (step.kind) {
    case 'task':
      return {
        ...common,
        kind: 'task',
        identity: identity('task', step.task),
        taskName: step.task,
        task: tasks.get(step.task),
        inputs: compileValue(step.inputs),
        outputs: step.outputs,
        retry: step.retry,
      };
    case 'parallel':
      return {
        ...common,
        kind: 'parallel',
        identity: identity('parallel'),
        branches: step.branches.map((branch, index) => inside(branch, `parallel[${index}]`)),
        maxConcurrency: step.maxConcurrency ?? Number.POSITIVE_INFINITY,
      };
    case 'for_each':
      return {
        ...common,
        kind: 'for_each',
        identity: identity('for_each'),
        list: compileValue(step.list),
        listRange: step.list.range,
        as: step.as,
        // Inside a loop paths begin at its body: the interpreter puts the loop's own path and the index before them.
        body: planSteps(step.do, 'do', tasks),
        maxConcurrency: step.maxConcurrency,
        onItemError: step.onItemError,
      };
    case 'if':
      return {
        ...common,
        kind: 'if',
        condition: compileCondition(step.condition),
        whenTrue: inside(step.then, 'then'),
        whenFalse: inside(step.else, 'else'),
      };
    case 'switch':
      return {
        ...common,
        kind: 'switch',
        value: compileValue(step.value),
        cases: step.cases.map((one, index) => ({
          when: one.when.map(compileValue),
          body: inside(one.do, `cases[${index}].do`),
        })),
        otherwise: inside(step.default ?? [], 'default'),
      };
    case 'exit':
      return {
        ...common,
        kind: 'exit',
        reason: step.reason && compileValue(step.reason),
        outputs: step.outputs && compileValue(step.outputs),
      };
  }
}
