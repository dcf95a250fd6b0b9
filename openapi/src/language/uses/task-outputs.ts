/** What the tasks of a flow must return, as far as the flow says so by what it reads of their results. */
import type { FlowTypes, TaskSignature } from '../flow-types.ts';
import type { Flow, Step, ValueType } from '../model.ts';
import { allSteps, innerSteps, walkSteps } from '../steps.ts';
import { ANY, NUMBER, STRING } from '../value-type.ts';
import { type Names, readCondition, readValue, usesOf } from './read-expression.ts';
import { Use } from './use.ts';

/** By the names of tasks; those are absent of whose results nothing is read. */
export function taskOutputs(
  flow: Flow,
  types: FlowTypes,
  signatures: ReadonlyMap<string, TaskSignature> = new Map(),
): ReadonlyMap<string, ValueType> {
  const reading = new Reading(flow, types, signatures);
  reading.readSteps(flow.steps);
  for (const { value, schema } of flow.outputs) readValue(value, reading, schema);
  reading.readSteps([...(flow.onError ?? []), ...(flow.onCancel ?? [])]);
  return reading.outputs();
}

class Reading implements Names {
  readonly #uses = new Map<string, Use>();
  readonly #steps = new Map<string, Step[]>();
  /** Loop variables, the innermost last. */
  readonly #variables: { readonly name: string; readonly uses: readonly Use[] }[] = [];
  readonly #types: FlowTypes;
  readonly #signatures: ReadonlyMap<string, TaskSignature>;

  constructor(flow: Flow, types: FlowTypes, signatures: ReadonlyMap<string, TaskSignature>) {
    this.#types = types;
    this.#signatures = signatures;
    for (const step of allSteps(flow)) {
      if (step.kind === 'task') for (const { name } of step.outputs) this.#use(step.task).property(name);
      if (step.id !== undefined) this.#steps.set(step.id, [...(this.#steps.get(step.id) ?? []), step]);
    }
  }

  outputs(): ReadonlyMap<string, ValueType> {
    return new Map(
      [...this.#uses].flatMap(([task, use]) => {
        const type = use.type();
        return type === undefined ? [] : [[task, type] as const];
      }),
    );
  }

  typeOf(name: string): ValueType {
    return name === 'inputs' && this.#variables.length === 0 ? this.#types.inputs : ANY;
  }

  uses(name: string): readonly Use[] {
    const variable = this.#variables.findLast((each) => each.name === name);
    return variable?.uses ?? (this.#steps.get(name) ?? []).flatMap((step) => this.#resultOf(step));
  }

  within(outer: string, inner: string, isItem: boolean): readonly Use[] {
    const around = (this.#steps.get(outer) ?? []).filter(
      (step) => step.kind === (isItem ? 'for_each' : 'parallel') && step.id === outer,
    );
    const steps = around.flatMap((step) => innerSteps(step).flatMap((each) => [...walkSteps(each)]));
    return steps.filter((step) => step.id === inner).flatMap((step) => this.#resultOf(step));
  }

  readSteps(steps: readonly Step[]): void {
    for (const step of steps) this.#readStep(step);
  }

  #readStep(step: Step): void {
    if (step.guard !== undefined) readCondition(step.guard, this);
    if (step.dynamicId !== undefined) readValue(step.dynamicId, this);
    this.#readOwn(step);
    const variable = step.kind === 'for_each' ? this.#variableOf(step) : undefined;
    if (variable !== undefined) this.#variables.push(variable);
    for (const inner of innerSteps(step)) this.readSteps(inner);
    if (variable !== undefined) this.#variables.pop();
    this.readSteps(step.onError ?? []);
  }

  #readOwn(step: Step): void {
    switch (step.kind) {
      case 'task':
        readValue(step.inputs, this, this.#signatures.get(step.task)?.input);
        return;
      case 'subflow':
        readValue(step.inputs, this, this.#types.subflows.get(step)?.types.inputs);
        return;
      case 'connection':
        readValue(step.parameters, this);
        return;
      case 'if':
      case 'while':
        readCondition(step.condition, this);
        return;
      case 'switch': {
        const [first] = step.cases.flatMap((each) => each.when);
        const isText = first?.kind === 'text' || (first?.kind === 'literal' && typeof first.value === 'string');
        readValue(step.value, this, isText ? STRING : ANY);
        for (const value of step.cases.flatMap((each) => each.when)) readValue(value, this);
        return;
      }
      case 'for_each':
        readValue(step.list, this);
        return;
      case 'exit':
        for (const value of [step.reason, step.outputs]) if (value !== undefined) readValue(value, this);
        return;
      case 'fail':
        for (const value of [step.message, step.type]) if (value !== undefined) readValue(value, this);
        return;
      case 'wait':
        if (step.seconds !== undefined) readValue(step.seconds, this, NUMBER);
        if (step.until !== undefined) readValue(step.until, this, STRING);
        return;
      case 'wait_for':
        readValue(step.event, this);
        return;
      case 'parallel':
    }
  }

  #variableOf(step: Step & { kind: 'for_each' }): { readonly name: string; readonly uses: readonly Use[] } {
    const lists = step.list.kind === 'expression' ? usesOf(step.list.expression, this) : [];
    return { name: step.as, uses: lists.map((use) => use.item()) };
  }

  #resultOf(step: Step): readonly Use[] {
    return step.kind === 'task' ? [this.#use(step.task)] : [];
  }

  #use(task: string): Use {
    const known = this.#uses.get(task) ?? new Use();
    this.#uses.set(task, known);
    return known;
  }
}
