/** A step is handled where it failed, and that may have been in its guard: then only a part of the guard was ever true. */
import type { Condition } from '../model.ts';
import { inferCondition, type OnRisk, type TypeOf } from './infer-type.ts';
import { type KnownPaths, knownWhenCondition, type ShownPaths } from './narrowing.ts';

/** What a condition shows wherever it holds or fails; and whether it can fail. */
export function knownThoughFailed(
  condition: Condition,
  typeOf: TypeOf,
  known: KnownPaths,
): { readonly shown: ShownPaths; readonly canFail: boolean } {
  const shown = new Set(knownWhenCondition(true, condition));
  let canFail = false;
  const onRisk: OnRisk = (there) => {
    canFail = true;
    for (const path of shown) if (!there.has(path)) shown.delete(path);
  };
  inferCondition(condition, typeOf, () => undefined, known, onRisk);
  return { shown, canFail };
}
