/** Task steps: what goes into the task, and what comes out. */
import type { TaskStep, Value, ValueType } from '../model.ts';
import { BROKEN_TASK } from '../parse-task-step.ts';
import { didYouMean } from '../suggest.ts';
import { ANY, propertyNames, propertyType, selfContained } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { checkValue, typeOfValue } from './expressions.ts';
import { checkEntries } from './fit.ts';
import type { Scope } from './scope.ts';

/** The type of the step's result. */
export function checkTaskStep(step: TaskStep, scope: Scope, analysis: Analysis): ValueType {
  const inputs = checkValue(step.inputs, scope, analysis);
  if (step.task === BROKEN_TASK) return ANY;
  const signature = analysis.tasks?.get(step.task);
  if (signature === undefined && analysis.requireTasks) {
    const known = [...(analysis.tasks?.keys() ?? [])];
    analysis.report(
      'FL1601',
      step.taskRange,
      `The tasks file has no task \`${step.task}\``,
      didYouMean(step.task, known, 'Add it to the tasks file'),
    );
  }
  if (signature?.input !== undefined) {
    const fitting = { typeOf: (value: Value) => typeOfValue(value, scope), report: analysis.report };
    const say = (path: string) => `The input \`${path}\` of \`${step.task}\``;
    checkEntries(step.inputs, signature.input, '', say, step.taskRange, fitting);
  }
  const outputs = outputType(step, signature?.output, analysis);
  analysis.stepTypes.set(step, { inputs, outputs });
  return outputs;
}

/** What the task declares; without that, an object with the names that the step lists. */
function outputType(step: TaskStep, declared: ValueType | undefined, analysis: Analysis): ValueType {
  const { outputs: names } = step;
  if (declared === undefined) return names.length === 0 ? ANY : openObject(names);
  const type = selfContained(declared);
  const missing = names.filter((name) => propertyType(type, name) === undefined);
  for (const name of missing) {
    const all = propertyNames(type);
    analysis.report(
      'FL1305',
      step.taskRange,
      `The task \`${step.task}\` returns no \`${name}\``,
      didYouMean(name, all, `It returns ${all.map((each) => `\`${each}\``).join(', ')}`),
    );
  }
  return type;
}

function openObject(names: readonly string[]): ValueType {
  return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, ANY])), required: names };
}
