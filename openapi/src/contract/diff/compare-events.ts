/**
 * The events of a flow. Kinds, steps, and which kinds a step sends are names by which readers tell events apart, and an open
 * list; what an event of a kind and a step tells is an answer like any other.
 */
import type { ValueType } from '../../language/model.ts';
import type { Compare, Worlds } from './comparing.ts';
import { type Difference, differ } from './difference.ts';
import { type Both, type Pair, pairsOf } from './event-pairs.ts';
import {
  type EventKinds,
  type EventShape,
  eventKinds,
  givenIn,
  namesIn,
  stepsOf,
  unionOfShapes,
  without,
} from './event-shapes.ts';

/** What hangs on the names of steps: of a shape that several share it says nothing of any one. */
const OF_ITS_STEPS = ['kind', 'task', 'parent_step_id'];

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
    const told = (shapes: readonly EventShape[]) =>
      unionOfShapes(shapes, (shape) => without(shape, [...passed, 'inputs']));
    const given = (shapes: readonly EventShape[]) => unionOfShapes(shapes, givenIn);
    return [
      ...(isShared || !isInside ? [] : this.#runners(path, parents, newParents)),
      ...this.#compare(told(before), told(after), path),
      ...this.#compare(given(before), given(after), path).filter((one) => !this.#follows(one)),
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
