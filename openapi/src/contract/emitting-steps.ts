/** Which steps emit events in an execution of a flow: its own, and those of its subflows, as deep as they go. */
import type { FlowTypes, StepTypes } from '../language/flow-types.ts';
import type { Flow, Input, Step } from '../language/model.ts';
import { innerSteps } from '../language/steps.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { STEP_EVENT_KINDS, type StepEventKind } from './events.ts';
import { type StepName, stepName } from './step-name.ts';

export interface EmittingStep {
  readonly name: StepName;
  readonly step: Emitting;
  /** Undefined where events tell nothing of inputs and outputs. */
  readonly types: StepTypes | undefined;
  /** Of a subflow, what it takes. */
  readonly takes: readonly Input[];
  /** The steps that run the subflow it stands in; there are several where they run the same one. None outside. */
  readonly parents: ReadonlyMap<string, StepName>;
}

type Emitting = Extract<Step, { readonly kind: StepEventKind }>;

/** A flow as it is run: the flow itself, or a subflow of it. One that is run in the same way by several steps is one. */
interface Place {
  readonly flow: Flow;
  readonly types: FlowTypes;
  /** No step events, unless a step says otherwise. */
  readonly silent: boolean;
  /** No inputs and outputs in them. */
  readonly hidden: boolean;
  readonly parents: Map<string, StepName>;
}

const UNKNOWN: StepTypes = { inputs: {}, outputs: {} };
const EMITTING: ReadonlySet<string> = new Set(STEP_EVENT_KINDS);

/** In the order of the flow's text, those of subflows after it. */
export function emittingSteps(checked: CheckedFlow): EmittingStep[] {
  return new Walk().all(checked);
}

class Walk {
  readonly #places: Place[] = [];
  readonly #byTypes = new Map<FlowTypes, Place[]>();
  readonly #found: EmittingStep[] = [];

  all({ flow, types }: CheckedFlow): EmittingStep[] {
    this.#enter({ flow, types, silent: flow.silent, hidden: flow.events === 'status' });
    // The list grows on the way: a subflow is walked once, however many steps run it.
    for (const place of this.#places) this.#walk(place);
    return this.#found;
  }

  #enter(wanted: Omit<Place, 'parents'>, parent?: StepName): void {
    const known = this.#byTypes.get(wanted.types) ?? [];
    let place = known.find(({ silent, hidden }) => silent === wanted.silent && hidden === wanted.hidden);
    if (place === undefined) {
      place = { ...wanted, parents: new Map() };
      this.#places.push(place);
      this.#byTypes.set(wanted.types, [...known, place]);
    }
    if (parent !== undefined) place.parents.set(parent.key, parent);
  }

  #walk(place: Place): void {
    const { flow } = place;
    // With a stack of its own, as in language/steps.ts: steps may stand very deep.
    const pending: (readonly [step: Step, silent: boolean])[] = [];
    const push = (steps: readonly Step[], silent: boolean): void => {
      for (const step of steps.toReversed()) pending.push([step, step.silent ?? silent]);
    };
    for (const steps of [flow.onCancel, flow.onError, flow.steps]) push(steps ?? [], place.silent);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [step, silent] = next;
      if (isEmitting(step) && !silent) this.#found.push(emitting(step, place));
      if (step.kind === 'subflow') this.#enterSubflow(step, silent, place);
      push(step.onError ?? [], silent);
      for (const inner of innerSteps(step).toReversed()) push(inner, silent);
    }
  }

  #enterSubflow(step: Extract<Step, { kind: 'subflow' }>, silent: boolean, { types, hidden }: Place): void {
    const subflow = types.subflows.get(step);
    if (subflow === undefined) return;
    const { flow } = subflow;
    const place = {
      flow,
      types: subflow.types,
      silent: silent || flow.silent,
      hidden: hidden || flow.events === 'status',
    };
    this.#enter(place, stepName(step));
  }
}

function isEmitting(step: Step): step is Emitting {
  return EMITTING.has(step.kind);
}

function emitting(step: Emitting, { types, hidden, parents }: Place): EmittingStep {
  const takes = step.kind === 'subflow' ? (types.subflows.get(step)?.flow.inputs ?? []) : [];
  const known = hidden ? undefined : (types.steps.get(step) ?? UNKNOWN);
  return { name: stepName(step), step, types: known, takes, parents };
}
