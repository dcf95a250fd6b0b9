/** Subflow steps: what goes into the other flow, and what comes out. */
import type { FlowTypes, StepTypes } from '../flow-types.ts';
import type { SubflowStep, ValueType } from '../model.ts';
import { BROKEN_SUBFLOW } from '../parse-subflow.ts';
import { ANY, nullable, selfContained } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { checkValue } from './expressions.ts';
import { checkEntries } from './fit.ts';
import { fittingIn } from './fitting.ts';
import { openObject, withOutputs } from './output-names.ts';
import type { Scope } from './scope.ts';

export function checkSubflowStep(step: SubflowStep, scope: Scope, analysis: Analysis): StepTypes {
  const inputs = checkValue(step.inputs, scope, analysis);
  if (step.subflow === BROKEN_SUBFLOW) return { inputs, outputs: ANY };
  const callee = analysis.callee?.(step.subflow);
  if (callee?.subflow === undefined) {
    if (callee) analysis.report(callee.code, step.subflowRange, callee.message, callee.hint);
    return { inputs, outputs: openObject(step.outputs) };
  }
  const { types } = callee.subflow;
  analysis.subflows.set(step, callee.subflow);
  const fitting = fittingIn(scope, analysis, 'let the other flow take null: `nullable: true`');
  const say = (path: string) => `The input \`${path}\` of the flow \`${step.subflow}\``;
  checkEntries(step.inputs, accepted(types), '', say, step.subflowRange, fitting);
  const answers = `The flow \`${step.subflow}\` answers`;
  return { inputs, outputs: withOutputs(selfContained(types.outputs), step.outputs, answers, analysis) };
}

/** For an optional input null means absent. */
function accepted({ inputs }: FlowTypes): ValueType {
  const required = new Set(inputs.required);
  const properties = Object.entries(inputs.properties ?? {}).map(
    ([name, type]) => [name, required.has(name) ? type : nullable(type)] as const,
  );
  return { ...inputs, properties: Object.fromEntries(properties) };
}
