/** What can be delivered to an execution of a flow: what its `wait_for` steps wait for, and those of its subflows. */
import type { ValueType, WaitForStep } from '../language/model.ts';
import { allSteps } from '../language/steps.ts';
import { type CheckedFlow, withSubflows } from './checked-flow.ts';
import { type Definitions, type Ref, standAlone } from './definitions.ts';
import { embedSchema } from './embed-schema.ts';
import { unionOf } from './json-schema.ts';
import { pascalCase } from './names.ts';
import { anyOfTexts } from './step-name.ts';

export interface AwaitedEvents {
  /** Of the event's name. */
  readonly name: ValueType;
  /** Of what some step takes with it. */
  readonly payload: ValueType;
  /** By the name of the event, the component schema of its payload. */
  readonly named: Readonly<Record<string, string>>;
  /** The payload of events whose names are computed. */
  readonly unnamed?: string;
}

/** Undefined if none waits. */
export function awaitedEvents(checked: CheckedFlow, definitions: Definitions): AwaitedEvents | undefined {
  const steps = waitingSteps(checked);
  if (steps.length === 0) return undefined;
  const { name: flow } = checked.flow;
  const payloads = [...Map.groupBy(steps, nameOf)].map(([name, some]): Payload => {
    const schema = unionOf(some.map((step) => embedSchema(step.schema ?? {}, flow, definitions)));
    const component = definitions.reserve(`${flow}${pascalCase(name ?? 'event')}Payload`);
    const says = name === undefined ? 'an event whose name is computed' : `the event \`${name}\``;
    const ref = definitions.set(component, { description: `What ${flow} takes with ${says}.`, ...schema });
    return { name, component, ref };
  });
  const unnamed = payloads.find(({ name }) => name === undefined)?.component;
  return {
    name: nameOfEvent(steps),
    payload: unionOf(payloads.map(({ ref }) => ref)),
    named: Object.fromEntries(
      payloads.flatMap(({ name, component }) => (name === undefined ? [] : [[name, component]])),
    ),
    ...(unnamed === undefined ? {} : { unnamed }),
  };
}

/** What can be sent; undefined where the name of one is computed, and may be any. */
export function awaitedNames(checked: CheckedFlow): readonly string[] | undefined {
  const names = waitingSteps(checked).map(nameOf);
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? [...new Set(known)] : undefined;
}

/** What one step takes; undefined if that is anything. Stands alone. */
export function payloadSchema({ schema }: WaitForStep): ValueType | undefined {
  return schema && standAlone((definitions) => embedSchema(schema, 'Payload', definitions));
}

function waitingSteps(checked: CheckedFlow): WaitForStep[] {
  return withSubflows(checked).flatMap(({ flow }) => [...allSteps(flow)].filter((step) => step.kind === 'wait_for'));
}

interface Payload {
  readonly name: string | undefined;
  readonly component: string;
  readonly ref: Ref;
}

/** Of the event that one of the steps waits for: any text, where a name is computed. */
export function nameOfEvent(steps: readonly WaitForStep[]): ValueType {
  const names = steps.flatMap((step) => nameOf(step) ?? []);
  return names.length === steps.length ? anyOfTexts([...new Set(names)]) : { type: 'string' };
}

function nameOf({ event }: WaitForStep): string | undefined {
  return event.kind === 'literal' ? String(event.value) : undefined;
}
