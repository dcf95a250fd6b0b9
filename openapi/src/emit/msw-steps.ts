/**
 * What the steps of a flow tell in a run where all goes well: each once, in the order of the text, with sample values. Of
 * branches the first is taken that does not end the flow; loops go round once.
 */
import { payloadSchema } from '../contract/awaited-events.ts';
import type { CheckedFlow } from '../contract/checked-flow.ts';
import { STEP_EVENT_KINDS, type StepEventKind } from '../contract/events.ts';
import { isSchema } from '../contract/json-schema.ts';
import type { FlowEntry, OpenApiDocument } from '../contract/openapi-types.ts';
import { knownParts, type StepName, stepName } from '../contract/step-name.ts';
import type { FlowTypes } from '../language/flow-types.ts';
import type { Json, Step, SubflowStep, ValueType } from '../language/model.ts';
import type { Samples } from './sample.ts';

export type StepEvent = Readonly<Record<string, Json>>;

export interface SampleSteps {
  readonly steps: readonly StepEvent[];
  /** By their paths, what those of the steps take that wait for an event with a schema. */
  readonly payloads: Readonly<Record<string, ValueType>>;
}

interface Place {
  readonly types: FlowTypes;
  readonly silent: boolean;
  readonly parent?: string;
}

/** What an execution gives to its events, and not the flow. */
const GIVEN: readonly string[] = ['seq', 'execution_id', 'flow', 'timestamp', 'duration_ms'];
const KINDS: ReadonlySet<string> = new Set<StepEventKind>(STEP_EVENT_KINDS);

export function sampleSteps(
  { flow, types }: CheckedFlow,
  entry: FlowEntry,
  document: OpenApiDocument,
  samples: Samples,
): SampleSteps {
  const walk = new Walk(document.components.schemas[entry.event] ?? {}, samples);
  walk.all(flow.steps, 'steps', { types, silent: flow.silent });
  return { steps: walk.events, payloads: walk.payloads };
}

class Walk {
  readonly events: StepEvent[] = [];
  readonly payloads: Record<string, ValueType> = {};
  readonly #union: ValueType;
  readonly #samples: Samples;

  constructor(union: ValueType, samples: Samples) {
    this.#union = union;
    this.#samples = samples;
  }

  all(steps: readonly Step[], path: string, place: Place): void {
    for (const [index, step] of steps.entries()) this.#step(step, `${path}[${index}]`, place);
  }

  #step(step: Step, path: string, around: Place): void {
    const place = { ...around, silent: step.silent ?? around.silent };
    this.#tell('step_started', step, path, place);
    if (step.kind === 'wait' || step.kind === 'wait_for') this.#tell('step_waiting', step, path, place);
    const payload = step.kind === 'wait_for' ? payloadSchema(step) : undefined;
    if (payload !== undefined) this.payloads[path] = payload;
    this.#inside(step, path, place);
    this.#tell('step_completed', step, path, place);
  }

  #inside(step: Step, path: string, place: Place): void {
    switch (step.kind) {
      case 'if':
        if (!endsFlow(step.then)) this.all(step.then, `${path}.then`, place);
        else if (!endsFlow(step.else)) this.all(step.else, `${path}.else`, place);
        return;
      case 'switch': {
        const index = step.cases.findIndex((one) => !endsFlow(one.do));
        if (index >= 0) this.all(step.cases[index]?.do ?? [], `${path}.cases[${index}].do`, place);
        else if (!endsFlow(step.default ?? [])) this.all(step.default ?? [], `${path}.default`, place);
        return;
      }
      case 'parallel':
        for (const [index, branch] of step.branches.entries()) this.all(branch, `${path}.parallel[${index}]`, place);
        return;
      case 'for_each':
        this.all(step.do, `${path}.item[0].do`, place);
        return;
      case 'while':
        this.all(step.do, `${path}.iteration[0].do`, place);
        return;
      case 'subflow':
        this.#subflow(step, path, place);
        return;
      default:
        return;
    }
  }

  #subflow(step: SubflowStep, path: string, { types: around, silent }: Place): void {
    const subflow = around.subflows.get(step);
    if (subflow === undefined) return;
    const { flow, types } = subflow;
    this.all(flow.steps, `${path}.steps`, { types, silent: silent || flow.silent, parent: textOfName(stepName(step)) });
  }

  #tell(type: string, step: Step, path: string, { silent, parent }: Place): void {
    if (silent || !KINDS.has(step.kind)) return;
    const step_id = textOfName(stepName(step));
    const schema = this.#schemaOf(type, step_id);
    if (schema === undefined) return;
    const { properties = {}, required = [] } = schema;
    const told = Object.entries(properties).filter(([name]) => required.includes(name) && !GIVEN.includes(name));
    const sampled = told.map(([name, one]) => [name, this.#samples.of(one, name)]);
    this.events.push({
      ...Object.fromEntries(sampled),
      step_id,
      kind: step.kind,
      path,
      ...(step.kind === 'task' && { task: step.task }),
      ...(step.kind === 'wait_for' &&
        type === 'step_waiting' &&
        step.event.kind === 'literal' && { event: step.event.value }),
      ...(parent !== undefined && { parent_step_id: parent }),
    });
  }

  /** The shape that events of this type have for this step; undefined where it tells none. */
  #schemaOf(type: string, stepId: string): ValueType | undefined {
    const { discriminator } = this.#union as {
      readonly discriminator?: { readonly mapping?: Readonly<Record<string, string>> };
    }; // as definitions.oneOf writes it
    const $ref = discriminator?.mapping?.[type];
    return $ref === undefined
      ? undefined
      : this.#shapes({ $ref }).find((shape) => accepts(shape.properties?.['step_id'], stepId));
  }

  #shapes(schema: ValueType): ValueType[] {
    const known = this.#samples.resolve(schema);
    const union = known.oneOf ?? known.anyOf;
    return union === undefined ? [known] : union.filter(isSchema).flatMap((member) => this.#shapes(member));
  }
}

function endsFlow(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind === 'exit' || kind === 'fail');
}

/** An id that a loop makes, as its first round would. */
function textOfName({ text, schema }: StepName): string {
  const { pattern } = schema;
  return text ?? (typeof pattern === 'string' ? knownParts(pattern) : undefined)?.join('1') ?? 'step_1';
}

function accepts(schema: ValueType | undefined, text: string): boolean {
  if (schema === undefined) return false;
  const { const: only, enum: values, pattern, anyOf } = schema;
  if (anyOf !== undefined) return anyOf.some((one) => accepts(one, text));
  if (only !== undefined) return only === text;
  return values?.includes(text) ?? (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text));
}
