/** Which of a flow's steps emit events, and what is known of each. */
import type { Flow, Step, ValueType } from '../language/model.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { STEP_EVENT_KINDS, type StepEventKind } from './events.ts';
import { unionOf } from './json-schema.ts';

/** All steps that emit under one `step_id`: callers cannot tell them apart by it, so their types are a union. */
export interface EmittingStep {
  readonly stepId: string;
  readonly kinds: readonly StepEventKind[];
  /** Names of the tasks; none for steps of another kind. */
  readonly tasks: readonly string[];
  /** Whether all of them are tasks, so that the event always names one. */
  readonly alwaysTask: boolean;
  readonly inputs: ValueType;
  readonly outputs: ValueType;
  /** More than one try is allowed. */
  readonly retries: boolean;
  /** A guard may skip it. */
  readonly skippable: boolean;
}

/** In the order in which the flow's text first names them. */
export function emittingSteps({ flow, types }: CheckedFlow): EmittingStep[] {
  const groups = new Map<string, Step[]>();
  for (const step of walkSteps(flow.steps)) {
    if (!isEmitting(step)) continue;
    const id = stepId(step);
    groups.set(id, [...(groups.get(id) ?? []), step]);
  }
  return [...groups].map(([id, steps]) => merge(id, steps, types.steps));
}

/** Every step, the nested ones after the one that holds them. */
export function* walkSteps(steps: Flow['steps']): Generator<Step> {
  for (const step of steps) {
    yield step;
    for (const inner of innerLists(step)) yield* walkSteps(inner);
    yield* walkSteps(step.onError ?? []);
  }
}

function innerLists(step: Step): readonly (readonly Step[])[] {
  switch (step.kind) {
    case 'parallel':
      return step.branches;
    case 'if':
      return [step.then, step.else];
    case 'switch':
      return [...step.cases.map((one) => one.do), step.default ?? []];
    case 'for_each':
      return [step.do];
    case 'task':
    case 'exit':
      return [];
  }
}

type Emitting = Step & { readonly kind: StepEventKind };

function isEmitting(step: Step): step is Emitting {
  return STEP_EVENT_KINDS.some((kind) => kind === step.kind);
}

function stepId(step: Emitting): string {
  return step.id ?? (step.kind === 'task' ? step.task : step.kind);
}

function merge(id: string, all: readonly Step[], types: CheckedFlow['types']['steps']): EmittingStep {
  const steps = all.filter(isEmitting);
  const tasks = steps.flatMap((step) => (step.kind === 'task' ? [step] : []));
  const typed = steps.map((step) => types.get(step) ?? { inputs: {}, outputs: {} });
  return {
    stepId: id,
    kinds: [...new Set(steps.map((step) => step.kind))],
    tasks: [...new Set(tasks.map((step) => step.task))],
    alwaysTask: tasks.length === steps.length,
    inputs: unionOf(typed.map((one) => one.inputs)),
    outputs: unionOf(typed.map((one) => one.outputs)),
    retries: tasks.some((step) => (step.retry?.maxAttempts ?? 1) > 1),
    skippable: steps.some((step) => step.guard !== undefined),
  };
}
