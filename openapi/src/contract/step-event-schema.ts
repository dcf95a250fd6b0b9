/** The events of steps: one shape for all of them where the step makes no difference, else one for each `step_id`. */
import type { StepTypes } from '../language/flow-types.ts';
import type { ValueType } from '../language/model.ts';
import { nameOfStep } from '../language/steps.ts';
import { nameOfEvent } from './awaited-events.ts';
import type { Member, Ref } from './definitions.ts';
import { embedSchema } from './embed-schema.ts';
import type { EmittingStep } from './emitting-steps.ts';
import { COUNT, DURATION, eventOf, type Known, type Properties, STRING, TIME, type Typed } from './event-parts.ts';
import type { StepEvent } from './events.ts';
import { unionOf } from './json-schema.ts';
import { pascalCase } from './names.ts';
import { anyOfNames, anyOfTexts, fixedName, type StepName } from './step-name.ts';

type Type = StepEvent['type'];
type Steps = readonly EmittingStep[];

/** What an event tells: always, and not always. */
interface Facts {
  readonly always: Properties;
  readonly sometimes: Properties;
}

export function stepEvents(steps: Steps, known: Known): Typed[] {
  const { error } = known;
  const ended = { duration_ms: DURATION };
  const of = (wanted: (one: EmittingStep) => boolean): Steps => steps.filter(wanted);
  const alike = (type: Type, some: Steps, always: Properties, sometimes: Properties = {}): Typed[] =>
    some.length === 0 ? [] : [[type, shapeOf(known, type, some, { always, sometimes })]];
  return [
    ...perStep(known, 'step_started', steps, (some) => withShown('inputs', some, known, { attempt: COUNT })),
    ...perStep(known, 'step_waiting', of(waits), waitingFacts),
    ...alike('step_progress', of(isTask), PROGRESS, { message: STRING }),
    ...alike('step_retrying', of(mayRetry), { error, attempt: COUNT, delay_ms: DURATION }),
    ...perStep(known, 'step_completed', steps, (some) => withShown('outputs', some, known, ended)),
    ...alike('step_skipped', of(isGuarded), {}),
    ...alike('step_failed', steps.flatMap(alsoUnnamed), { error, handled: { type: 'boolean' }, ...ended }),
    ...alike('step_cancelled', steps, { reason: STRING, ...ended }),
  ];
}

const PROGRESS = { progress: { type: 'number', minimum: 0, maximum: 1 } } as const;

/** A step of which the loop could not make the id fails under the name that it has without one. */
function alsoUnnamed(one: EmittingStep): Steps {
  return one.name.text === undefined ? [one, { ...one, name: fixedName(nameOfStep(one.step)) }] : [one];
}

function isTask({ step }: EmittingStep): boolean {
  return step.kind === 'task';
}

function mayRetry({ step }: EmittingStep): boolean {
  return 'retry' in step && (step.retry?.maxAttempts ?? 1) > 1;
}

function isGuarded({ step }: EmittingStep): boolean {
  return step.guard !== undefined;
}

function waits({ step }: EmittingStep): boolean {
  return step.kind === 'wait' || step.kind === 'wait_for';
}

/** Inputs or outputs, unless no event of these steps shows them. */
function withShown(what: keyof StepTypes, steps: Steps, known: Known, always: Properties): Facts {
  const shown = steps.flatMap<ValueType>(({ types, takes }) => {
    if (types === undefined) return [];
    return what === 'inputs' ? known.shown.ofInputs(types[what], takes) : known.shown.of(types[what]);
  });
  if (shown.length === 0) return { always, sometimes: {} };
  const schema = embedSchema(unionOf(shown), known.flow, known.definitions);
  // Inputs are a map, even where nothing is known of them.
  const isUnknown = what === 'inputs' && Object.keys(schema).length === 0;
  const typed: Properties = { [what]: isUnknown ? { type: 'object' } : schema };
  const isSure = shown.length === steps.length;
  return isSure ? { always: { ...typed, ...always }, sometimes: {} } : { always, sometimes: typed };
}

/** A `wait_for` tells its event, a `wait` when it ends. */
function waitingFacts(steps: Steps): Facts {
  const events = steps.flatMap(({ step }) => (step.kind === 'wait_for' ? [step] : []));
  const event: Properties = events.length === 0 ? {} : { event: nameOfEvent(events) };
  const until: Properties = events.length === steps.length ? {} : { until: TIME };
  const isSure = events.length === 0 || events.length === steps.length;
  const both = { ...event, ...until };
  return isSure ? { always: both, sometimes: {} } : { always: {}, sometimes: both };
}

/** With more than one shape, a union of them. */
function perStep(known: Known, type: Type, steps: Steps, factsOf: (steps: Steps) => Facts): Typed[] {
  const { flow, definitions } = known;
  const groups = [...Map.groupBy(steps, ({ name }) => name.key).values()];
  const shape = (some: Steps): ValueType => shapeOf(known, type, some, factsOf(some));
  if (groups.length < 2) return groups.map((only) => [type, shape(only)]);
  const union = `${flow}${pascalCase(type)}`;
  const named: Member[] = [];
  const made: Ref[] = [];
  for (const some of groups) {
    const text = some[0]?.name.text;
    if (text === undefined) made.push(definitions.define(`${union}InLoop`, shape(some)));
    else named.push([text, definitions.define(`${union}_${text.replaceAll(/[^\w.-]/g, '_')}`, shape(some))]);
  }
  const told = definitions.oneOf('step_id', named, '`step_id` says which step.');
  if (made.length === 0) return [[type, told]];
  // An id that is made in a loop is any text, and tells nothing: such steps stand beside the union of the others.
  const others = named.length === 0 ? [] : [definitions.define(`${union}Named`, told)];
  return [
    [
      type,
      { description: 'Steps with an id of their own, or with one that a loop makes.', anyOf: [...others, ...made] },
    ],
  ];
}

function shapeOf(known: Known, type: Type, steps: Steps, { always, sometimes }: Facts): ValueType {
  const tasks = new Set(steps.flatMap(({ step }) => (step.kind === 'task' ? step.task : [])));
  const task: Properties = tasks.size === 0 ? {} : { task: anyOfTexts([...tasks]) };
  const alwaysTask = steps.every(isTask);
  const parents = new Set(steps.map((one) => one.parents));
  const inside = [...parents].flatMap((names) => [...names.values()]);
  const names = (all: readonly StepName[]): ValueType => anyOfNames(all.map((name) => shownName(name, known)));
  const parent: Properties = inside.length === 0 ? {} : { parent_step_id: names(inside) };
  const alwaysInside = steps.every((one) => one.parents.size > 0);
  const place: Properties = {
    step_id: names(steps.map(({ name }) => name)),
    kind: anyOfTexts([...new Set(steps.map(({ step }) => step.kind))]),
    ...(alwaysTask ? task : {}),
    path: { type: 'string', description: 'Where in the flow, with loop indices.' },
    ...(alwaysInside ? parent : {}),
  };
  return eventOf(known, type, place, always, {
    ...(alwaysTask ? {} : task),
    ...(alwaysInside ? {} : parent),
    ...sometimes,
  });
}

/** An id that is made may hold something sensitive. */
function shownName(name: StepName, { shown }: Known): StepName {
  return name.text === undefined ? { ...name, schema: shown.of(name.schema) } : name;
}
