/** What the id of a step stands for at one place. */
import type { ValueType } from '../model.ts';
import { isKnownToBeNullable, propertyType } from '../value-type.ts';
import type { Fact } from './facts.ts';

export interface Binding {
  /** Of what is read where the step has run. */
  readonly type: ValueType;
  readonly isCertain: boolean;
  /** `if`, `switch`, `while`, `exit` and `fail` have no result. */
  readonly hasResult: boolean;
  /** For each step that may have set it, what held when it did. */
  readonly setters: readonly (readonly Fact[])[];
  /** The step has failed, and this is its own handler. */
  readonly isFailed?: boolean;
  /** What every success has, and a handled failure not: any property but `error` that is there shows that it was none. */
  readonly together?: ReadonlySet<string> | undefined;
  /** The iteration before left it; there is none before the first. */
  readonly isOfIteration?: boolean;
}

/** Of an id that is set again and again, only the latest are compared with the next. */
const MOST_SETTERS = 20;

/** The same where the step may not have run, or not to its end: then its id is free for another. */
export function uncertain({ type, hasResult }: Pick<Binding, 'type' | 'hasResult'>): Binding {
  return { type, hasResult, isCertain: false, setters: [] };
}

/** The setters that are kept. */
export function latest(setters: Binding['setters']): Binding['setters'] {
  return setters.slice(-MOST_SETTERS);
}

/** The properties that every result has which is no failure, and never as null. */
export function certainNames(type: ValueType): ReadonlySet<string> {
  const isThere = (name: string) => {
    const found = propertyType(type, name);
    return name !== 'error' && found?.certain === true && !isKnownToBeNullable(found.type);
  };
  return new Set((type.required ?? []).filter(isThere));
}
