/** What a value at one place of a flow is compared by with what is declared of it. */
import type { Report } from '../diagnostics.ts';
import { valueExpressions } from '../expression/references.ts';
import type { Value, ValueType } from '../model.ts';
import type { Analysis } from './analysis.ts';
import { typeOfValue } from './expressions.ts';
import { checkReferences } from './references.ts';
import type { Scope } from './scope.ts';

export interface Fitting {
  readonly typeOf: (value: Value) => ValueType;
  /** It reads a step that may not have run, which was reported. */
  readonly isUncertain: (value: Value) => boolean;
  /** How the author lets what takes the value take null too. */
  readonly takesNull: string;
  readonly report: Report;
}

export function fittingIn(scope: Scope, analysis: Analysis, takesNull: string): Fitting {
  const silent = { ...analysis, report: () => undefined };
  const isUncertain = (value: Value) =>
    valueExpressions(value).some((expression) => checkReferences(expression, scope, silent, false).length > 0);
  return { typeOf: (value) => typeOfValue(value, scope), isUncertain, takesNull, report: analysis.report };
}
