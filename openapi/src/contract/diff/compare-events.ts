/**
 * The events of a flow. Their kinds and steps are names by which readers tell them apart, and an open list; what an event of
 * a kind and a step tells is an answer like any other.
 */
import type { ValueType } from '../../language/model.ts';
import { constantsOf, isSchema } from '../json-schema.ts';
import type { Compare, Worlds } from './comparing.ts';
import { type Difference, differ } from './difference.ts';
import type { SchemaWorld } from './schema-world.ts';

/** Properties whose values are the names of steps, and what hangs on these. */
const NAMES_OF_STEPS = ['step_id', 'parent_step_id', 'kind', 'task'];

/** What is given to a flow or a step follows from what was sent and answered, and is judged there. */
const GIVEN = ['inputs'];

export function compareEvents(
  before: ValueType,
  after: ValueType,
  worlds: Worlds,
  compare: Compare,
): readonly Difference[] {
  const [old, now] = [kindsOf(before, worlds.before), kindsOf(after, worlds.after)];
  const [oldSteps, newSteps] = [stepsOf(old), stepsOf(now)];
  return [
    ...added(now.keys(), old, 'event-removed', 'event-added', (kind) => [`events.${kind}`, `\`${kind}\``]),
    ...added(newSteps, oldSteps, 'step-removed', 'step-added', (step) => ['events', `the step \`${step}\``]),
    ...[...old].flatMap(([kind, shapes]) => compareKind(kind, shapes, now.get(kind) ?? [], compare)),
  ];
}

function added(
  now: Iterable<string>,
  old: ReadonlyMap<string, unknown> | ReadonlySet<string>,
  removedRule: 'event-removed' | 'step-removed',
  addedRule: 'event-added' | 'step-added',
  tell: (name: string) => readonly [path: string, what: string],
): readonly Difference[] {
  const names = new Set(now);
  const line = (rule: typeof removedRule | typeof addedRule, name: string, end: string): Difference => {
    const [path, what] = tell(name);
    return differ(rule, path, `${what} ${end}`);
  };
  return [
    ...[...old.keys()].filter((name) => !names.has(name)).map((name) => line(removedRule, name, 'is gone')),
    ...[...names].filter((name) => !old.has(name)).map((name) => line(addedRule, name, 'is new')),
  ];
}

/** Each kind, and the shapes that it has: one, or one for each step. */
function kindsOf(event: ValueType, world: SchemaWorld): Map<string, readonly ValueType[]> {
  const shapes = world.alternatives(event);
  return Map.groupBy(shapes, (shape) => String(namesIn(shape, 'type')[0] ?? ''));
}

function namesIn(shape: ValueType, property: string): readonly string[] {
  const schema = shape.properties?.[property];
  const constants = isSchema(schema) ? (constantsOf(schema) ?? []) : [];
  return constants.filter((value) => typeof value === 'string');
}

function stepsOf(kinds: ReadonlyMap<string, readonly ValueType[]>): Set<string> {
  return new Set([...kinds.values()].flat().flatMap((shape) => namesIn(shape, 'step_id')));
}

function compareKind(
  kind: string,
  before: readonly ValueType[],
  after: readonly ValueType[],
  compare: Compare,
): readonly Difference[] {
  // Alone, and not of one step only: all steps look alike here.
  const isAlike = before.length === 1 && after.length === 1 && !(isOfOne(before[0]) && isOfOne(after[0]));
  const [shape, other] = [before[0], after[0]];
  if (isAlike && shape && other)
    return compare(without(shape, NAMES_OF_STEPS), without(other, NAMES_OF_STEPS), `events.${kind}`);
  return before.flatMap((shape) => {
    const [step] = namesIn(shape, 'step_id');
    const others = after.filter((other) => namesIn(other, 'step_id')[0] === step);
    const path = step === undefined ? `events.${kind}` : `events.${kind}[${step}]`;
    const other = others[before.filter((one) => namesIn(one, 'step_id')[0] === step).indexOf(shape)];
    return other === undefined ? [] : compare(without(shape), without(other), path);
  });
}

function isOfOne(shape: ValueType | undefined): boolean {
  return shape !== undefined && namesIn(shape, 'step_id').length === 1;
}

function without(shape: ValueType, names: readonly string[] = []): ValueType {
  const { properties = {}, required = [], ...rest } = shape;
  const isOther = (name: string): boolean => !names.includes(name) && !GIVEN.includes(name);
  const kept = Object.entries(properties).filter(([name]) => isOther(name));
  return { ...rest, properties: Object.fromEntries(kept), required: required.filter(isOther) };
}
