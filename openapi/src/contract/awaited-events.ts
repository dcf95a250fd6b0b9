/** What can be delivered to an execution of a flow: what its `wait_for` steps wait for, and those of its subflows. */
import type { ValueType, WaitForStep } from '../language/model.ts';
import { allSteps } from '../language/steps.ts';
import { type CheckedFlow, withSubflows } from './checked-flow.ts';
import { unionOf } from './json-schema.ts';
import { anyOfTexts } from './step-name.ts';

export interface AwaitedEvents {
  /** Of the event's name. */
  readonly name: ValueType;
  /** Of what some step takes with it. */
  readonly payload: ValueType;
}

/** Undefined if none waits. */
export function awaitedEvents(checked: CheckedFlow): AwaitedEvents | undefined {
  const steps = withSubflows(checked).flatMap(({ flow }) =>
    [...allSteps(flow)].filter((step) => step.kind === 'wait_for'),
  );
  if (steps.length === 0) return undefined;
  return { name: nameOfEvent(steps), payload: unionOf(steps.map((step) => step.schema ?? {})) };
}

/** Of the event that one of the steps waits for: any text, where a name is computed. */
export function nameOfEvent(steps: readonly WaitForStep[]): ValueType {
  const names = steps.flatMap(({ event }) => (event.kind === 'literal' ? String(event.value) : []));
  return names.length === steps.length ? anyOfTexts([...new Set(names)]) : { type: 'string' };
}
