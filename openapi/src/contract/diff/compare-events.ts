/**
 * The events of a flow. Kinds, steps, and which kinds a step sends are names by which readers tell events apart, and an open
 * list; what an event of a kind and a step tells is an answer like any other.
 */
import type { ValueType } from '../../language/model.ts';
import type { Compare, Worlds } from './comparing.ts';
import { type Difference, differ, inside } from './difference.ts';
import { type EventKinds, type EventShape, eventKinds, namesIn, stepsOf } from './event-shapes.ts';

/** What hangs on the names of steps: of a shape that several share it says nothing of any one. */
const OF_ITS_STEPS = ['kind', 'task', 'parent_step_id'];

/** What is given to a flow or a step may follow from what was sent, and is judged there then. */
const GIVEN = 'inputs';

/** A kind of event in both contracts. */
interface Both {
  readonly kind: string;
  readonly before: readonly EventShape[];
  readonly after: readonly EventShape[];
}

/** What the same steps have as events of one kind. */
interface Pair {
  readonly path: string;
  readonly before: readonly EventShape[];
  readonly after: readonly EventShape[];
}

/** @param follows whether a difference in what is shown of inputs is one of what is sent */
export function compareEvents(
  before: ValueType,
  after: ValueType,
  worlds: Worlds,
  compare: Compare,
  follows: (difference: Difference) => boolean,
): readonly Difference[] {
  return new EventComparison(before, after, worlds, compare, follows).differences();
}

class EventComparison {
  readonly #old: EventKinds;
  readonly #now: EventKinds;
  readonly #oldSteps: ReadonlySet<string>;
  readonly #newSteps: ReadonlySet<string>;
  readonly #worlds: Worlds;
  readonly #compare: Compare;
  readonly #follows: (difference: Difference) => boolean;

  constructor(
    before: ValueType,
    after: ValueType,
    worlds: Worlds,
    compare: Compare,
    follows: (difference: Difference) => boolean,
  ) {
    [this.#old, this.#now] = [eventKinds(before, worlds.before), eventKinds(after, worlds.after)];
    [this.#oldSteps, this.#newSteps] = [
      stepsOf([...this.#old.values()].flat()),
      stepsOf([...this.#now.values()].flat()),
    ];
    this.#worlds = worlds;
    this.#compare = compare;
    this.#follows = follows;
  }

  differences(): readonly Difference[] {
    const both = [...this.#old].flatMap(([kind, before]): Both[] => {
      const after = this.#now.get(kind);
      return after === undefined ? [] : [{ kind, before, after }];
    });
    return [
      ...names(this.#old.keys(), this.#now.keys(), 'event', (kind) => [`events.${kind}`, `\`${kind}\``]),
      ...names(this.#oldSteps, this.#newSteps, 'step', (step) => ['events', `the step \`${step}\``]),
      ...both.flatMap((kind) => [...this.#senders(kind), ...pairsOf(kind).flatMap((pair) => this.#pair(pair))]),
    ];
  }

  /** Of steps that are there before and after: who is gone or new has been told. */
  #senders({ kind, before, after }: Both): readonly Difference[] {
    const old = [...stepsOf(before)].filter((step) => this.#newSteps.has(step));
    const now = [...stepsOf(after)].filter((step) => this.#oldSteps.has(step));
    return names(old, now, 'event', (step) => [`events.${kind}[${step}]`, `\`${kind}\` of \`${step}\``]);
  }

  #pair({ path, before, after }: Pair): readonly Difference[] {
    const isShared = [...before, ...after].some(({ steps }) => steps.length > 1);
    const [parents, newParents] = [this.#parents(before, 'before'), this.#parents(after, 'after')];
    const isInside = parents.size > 0 && newParents.size > 0;
    const passed = ['step_id', ...(isShared ? OF_ITS_STEPS : isInside ? ['parent_step_id'] : [])];
    const compared = (keep: (name: string) => boolean, where: string) =>
      this.#compare(shapeOf(before, keep), shapeOf(after, keep), where);
    return [
      ...(isShared || !isInside ? [] : this.#runners(path, parents, newParents)),
      ...compared((name) => name !== GIVEN && !passed.includes(name), path),
      ...compared((name) => name === GIVEN, path).filter((one) => !this.#follows(one)),
    ];
  }

  #parents(shapes: readonly EventShape[], when: keyof Worlds): ReadonlySet<string> {
    return new Set(shapes.flatMap(({ schema }) => namesIn(schema, 'parent_step_id', this.#worlds[when])));
  }

  /** The steps that run the subflow in which a step stands. */
  #runners(path: string, old: ReadonlySet<string>, now: ReadonlySet<string>): readonly Difference[] {
    const isGone = (step: string): boolean => this.#oldSteps.has(step) && !this.#newSteps.has(step);
    const known = [...old].filter((step) => !isGone(step));
    return names(known, now, 'event', (step) => [path, `the one inside \`${step}\``]);
  }
}

/** Names of which some may be gone and some new. */
function names(
  before: Iterable<string>,
  after: Iterable<string>,
  what: 'event' | 'step',
  tell: (name: string) => readonly [path: string, what: string],
): readonly Difference[] {
  const [old, now] = [new Set(before), new Set(after)];
  const line = (name: string, rule: 'removed' | 'added', end: string): Difference => {
    const [path, subject] = tell(name);
    return differ(`${what}-${rule}`, path, `${subject} ${end}`);
  };
  return [
    ...[...old].filter((name) => !now.has(name)).map((name) => line(name, 'removed', 'is gone')),
    ...[...now].filter((name) => !old.has(name)).map((name) => line(name, 'added', 'is new')),
  ];
}

/** One for each step, unless several share a shape: then one for all that share it before and after. */
function pairsOf({ kind, before, after }: Both): readonly Pair[] {
  const of = (shapes: readonly EventShape[], step: string | undefined) =>
    shapes.filter(({ steps }) => (step === undefined ? steps.length === 0 : steps.includes(step)));
  const steps = [undefined, ...stepsOf([...before, ...after])];
  const pairs = steps.map((step) => ({ step, before: of(before, step), after: of(after, step) }));
  const met = new Map<string, Pair>();
  for (const { step, before: old, after: now } of pairs) {
    if (old.length === 0 || now.length === 0) continue;
    const isOfOne = [...old, ...now].every(({ steps: some }) => some.length === 1);
    const path = isOfOne ? inside(`events.${kind}`, `[${step}]`) : `events.${kind}`;
    const key = [...old.map((one) => before.indexOf(one)), '', ...now.map((one) => after.indexOf(one))].join();
    if (!met.has(key)) met.set(key, { path, before: old, after: now });
  }
  return [...met.values()];
}

function shapeOf(shapes: readonly EventShape[], keep: (name: string) => boolean): ValueType {
  const kept = shapes.map(({ schema }) => within(schema, keep));
  return kept.length === 1 ? (kept[0] ?? {}) : { anyOf: kept };
}

function within(shape: ValueType, keep: (name: string) => boolean): ValueType {
  const { properties = {}, required = [], ...rest } = shape;
  const kept = Object.entries(properties).filter(([name]) => keep(name));
  return { ...rest, properties: Object.fromEntries(kept), required: required.filter(keep) };
}
