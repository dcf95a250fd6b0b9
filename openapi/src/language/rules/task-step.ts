/** Task steps: what goes into the task, and what comes out. */
import type { StepTypes } from '../flow-types.ts';
import type { TaskStep, ValueType } from '../model.ts';
import { BROKEN_TASK } from '../parse-task-step.ts';
import { didYouMean, respell } from '../suggest.ts';
import { ANY, selfContained } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { checkConnectionName } from './connections.ts';
import { checkValue } from './expressions.ts';
import { checkEntries } from './fit.ts';
import { fittingIn } from './fitting.ts';
import { openObject, withOutputs } from './output-names.ts';
import type { Scope } from './scope.ts';
import { checkUnknownInputs } from './unknown-inputs.ts';

export function checkTaskStep(step: TaskStep, scope: Scope, analysis: Analysis): StepTypes {
  const inputs = checkValue(step.inputs, scope, analysis);
  if (step.task === BROKEN_TASK) return { inputs, outputs: ANY };
  if (step.connection) checkConnectionName(step.connection, analysis);
  const signature = analysis.tasks?.get(step.task);
  if (signature === undefined && analysis.requireTasks) {
    analysis.report(
      'FL1601',
      step.taskRange,
      `The tasks file has no task \`${step.task}\``,
      didYouMean(step.task, analysis.tasks?.keys() ?? [], 'Add it to the tasks file'),
      respell(step.task, step.taskRange, analysis.tasks?.keys() ?? []),
    );
  }
  if (signature?.input !== undefined) {
    const fitting = fittingIn(scope, analysis, 'let the task take null: `.nullish()`');
    const say = (path: string) => `The input \`${path}\` of \`${step.task}\``;
    checkEntries(step.inputs, signature.input, '', say, step.taskRange, fitting);
    checkUnknownInputs(step.inputs, signature.input, step.task, analysis.report);
  }
  return { inputs, outputs: outputType(step, signature?.output, analysis) };
}

/** What the task declares; without that, an object with the names that the step lists. */
function outputType(step: TaskStep, declared: ValueType | undefined, analysis: Analysis): ValueType {
  if (declared === undefined) return openObject(step.outputs);
  return withOutputs(selfContained(declared), step.outputs, `The task \`${step.task}\` returns`, analysis);
}
