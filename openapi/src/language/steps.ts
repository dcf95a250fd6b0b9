/** The one place that knows which steps a step holds. */
import type { Flow, Step, StepKind } from './model.ts';

/** The stretches of steps that a step holds, in the order of the model; its `on_error` is not among them. */
export function innerSteps(step: Step): readonly (readonly Step[])[] {
  switch (step.kind) {
    case 'parallel':
      return step.branches;
    case 'if':
      return [step.then, step.else];
    case 'switch':
      return [...step.cases.map((each) => each.do), step.default ?? []];
    case 'for_each':
    case 'while':
      return [step.do];
    case 'task':
    case 'connection':
    case 'subflow':
    case 'exit':
    case 'fail':
    case 'wait':
    case 'wait_for':
      return [];
  }
}

/** The steps, each before those inside of it, its `on_error` last. */
export function* walkSteps(steps: readonly Step[]): Generator<Step> {
  // With a stack of its own: nested generators would make every step cost what stands around it.
  const pending = steps.toReversed();
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    yield step;
    if (step.onError !== undefined) pending.push(...step.onError.toReversed());
    for (const inner of innerSteps(step).toReversed()) pending.push(...inner.toReversed());
  }
}

/** All steps of a flow, those of its own `on_error` and `on_cancel` last. */
export function* allSteps(flow: Flow): Generator<Step> {
  yield* walkSteps(flow.steps);
  yield* walkSteps(flow.onError ?? []);
  yield* walkSteps(flow.onCancel ?? []);
}

const WITHOUT_RESULT: ReadonlySet<StepKind> = new Set(['if', 'switch', 'while', 'exit', 'fail']);

/** False for the kinds whose id stands for nothing that can be read. */
export function hasResult(kind: StepKind): boolean {
  return !WITHOUT_RESULT.has(kind);
}

/** Its name in events and errors: its id, else its task's or subflow's name, else its kind. */
export function nameOfStep(step: Step): string {
  if (step.id !== undefined) return step.id;
  switch (step.kind) {
    case 'task':
      return step.task;
    case 'connection':
      return step.builtin;
    case 'subflow':
      return step.subflow;
    default:
      return step.kind;
  }
}
