/** What is sent to a flow beside what its schemas say: the payloads of events, and what null means. */
import type { ValueType } from '../../language/model.ts';
import type { FlowEntry } from '../openapi-types.ts';
import { OPERATIONS } from '../operations.ts';
import type { Compare, Worlds } from './comparing.ts';
import { type Difference, differ, inside } from './difference.ts';
import { refTo, shownInputs } from './event-shapes.ts';
import { jsonTypes, type SchemaWorld } from './schema-world.ts';

/** How the path ends that payloads are sent to. */
export const PAYLOAD_PATH = OPERATIONS.deliverEvent.path.slice(OPERATIONS.deliverEvent.path.indexOf('/executions'));

/** What an event takes, by its name; the others are those whose names are computed. */
function payloadOf({ awaits = {}, awaits_computed }: FlowEntry, event: string | undefined): string | undefined {
  return event !== undefined && Object.hasOwn(awaits, event) ? awaits[event] : awaits_computed;
}

/** An older document may not say which payload belongs to which event. */
export function areNamed(...flows: readonly (FlowEntry | undefined)[]): boolean {
  return flows.every((flow) => flow?.awaits !== undefined);
}

/** Event by event: of a union of all payloads nobody could tell whose is another now. */
export function comparePayloads(flow: string, old: FlowEntry, now: FlowEntry, compare: Compare): readonly Difference[] {
  const events = [undefined, ...new Set([old, now].flatMap(({ awaits = {} }) => Object.keys(awaits)))];
  return events.flatMap((event) => {
    const [before, after] = [payloadOf(old, event), payloadOf(now, event)];
    if (before === undefined || after === undefined) return [];
    const path = OPERATIONS.deliverEvent.path
      .replace('{flow}', () => flow)
      .replace('{event}', (whole) => event ?? whole);
    return compare(refTo(before), refTo(after), `${OPERATIONS.deliverEvent.method} ${path} body`);
  });
}

/**
 * Null can be sent for each optional input. It is a value where an execution may show it as one; elsewhere it stands for
 * absence.
 */
export function compareNulls(old: FlowEntry, now: FlowEntry, worlds: Worlds): readonly Difference[] {
  const [before, after] = [nullsOf(old, worlds.before), nullsOf(now, worlds.after)];
  return [...before].flatMap(([name, wasValue]) => {
    const isValue = after.get(name);
    if (isValue === undefined || wasValue === isValue) return [];
    const message = isValue
      ? 'null is a value now, and leaves it out no more'
      : 'null leaves it out now, and is no value';
    return [differ('null-changed', inside('inputs', name), message)];
  });
}

/** Of the inputs that take null, whether it is a value. What is sensitive is shown as a text, whatever it is. */
function nullsOf({ inputs, event }: FlowEntry, world: SchemaWorld): ReadonlyMap<string, boolean> {
  const shown = world.resolve(shownInputs(refTo(event), world)).properties ?? {};
  const takesNull = (schema: ValueType): boolean =>
    world.alternatives(schema).some((one) => jsonTypes(one).includes('null'));
  const sent = Object.entries(world.resolve(refTo(inputs)).properties ?? {});
  return new Map(
    sent
      .filter(([, schema]) => takesNull(schema) && !world.isSensitive(schema))
      .map(([name, schema]) => [name, takesNull(shown[name] ?? schema)]),
  );
}
