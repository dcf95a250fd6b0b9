/** Which shapes of events belong together in two contracts. */
import { type EventShape, stepsOf } from './event-shapes.ts';

/** A kind of event in both contracts. */
export interface Both {
  readonly kind: string;
  readonly before: readonly EventShape[];
  readonly after: readonly EventShape[];
}

/** What the same steps have as events of one kind. */
export interface Pair {
  readonly path: string;
  readonly before: readonly EventShape[];
  readonly after: readonly EventShape[];
}

/** One for each step, unless several share a shape: then one for all that share it before and after. */
export function pairsOf({ kind, before, after }: Both): readonly Pair[] {
  const of = (shapes: readonly EventShape[], step: string | undefined) =>
    shapes.filter(({ steps }) => (step === undefined ? steps.length === 0 : steps.includes(step)));
  const steps = [undefined, ...stepsOf([...before, ...after])];
  const pairs = steps.map((step) => ({ step, before: of(before, step), after: of(after, step) }));
  const met = new Map<string, Pair>();
  for (const { step, before: old, after: now } of pairs) {
    if (old.length === 0 || now.length === 0) continue;
    const isOfOne = [...old, ...now].every(({ steps: some }) => some.length === 1);
    const path = isOfOne ? `events.${kind}[${step}]` : `events.${kind}`;
    const key = [...old.map((one) => before.indexOf(one)), '', ...now.map((one) => after.indexOf(one))].join();
    if (!met.has(key)) met.set(key, { path, before: old, after: now });
  }
  return [...met.values()];
}
