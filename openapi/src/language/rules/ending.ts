/** `exit` and `fail`: the ways on which a flow ends. */
import type { ExitStep, FailStep } from '../model.ts';
import { shapeOf } from '../value-type.ts';
import type { Analysis, Ends } from './analysis.ts';
import { checkValue } from './expressions.ts';
import type { Scope } from './scope.ts';

export function checkExit({ reason, outputs }: ExitStep, scope: Scope, analysis: Analysis): Ends {
  if (reason) checkValue(reason, scope, analysis);
  const type = outputs ? checkValue(outputs, scope, analysis) : shapeOf([]);
  if (scope.isReachable) analysis.exits?.push(type);
  if (outputs && analysis.exits === undefined)
    analysis.report(
      'FL1108',
      outputs.range,
      'A flow that was cancelled answers nothing: here outputs mean nothing',
      'Remove them',
    );
  return true;
}

export function checkFail({ message, type }: FailStep, scope: Scope, analysis: Analysis): Ends {
  checkValue(message, scope, analysis);
  if (type) checkValue(type, scope, analysis);
  return true;
}
