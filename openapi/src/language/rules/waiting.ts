/** `wait` and `wait_for`. */
import { type Demand, demand } from '../expression/operand-types.ts';
import type { StepTypes } from '../flow-types.ts';
import type { Value, WaitForStep, WaitStep } from '../model.ts';
import { ANY, literalType, NUMBER, STRING, selfContained, shapeOf } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { checkValue } from './expressions.ts';
import type { Scope } from './scope.ts';

const SECONDS: Demand = { by: '`wait`', needs: 'a number of seconds', types: ['integer', 'number'] };
const TIME: Demand = { by: '`until`', needs: 'a time as a text', types: ['string'] };
const EVENT: Demand = { by: '`wait_for`', needs: 'the name of an event', types: ['string'] };

export function checkWait({ seconds, until }: WaitStep, scope: Scope, analysis: Analysis): StepTypes {
  if (seconds) checkDemand(seconds, SECONDS, scope, analysis);
  if (until) checkDemand(until, TIME, scope, analysis);
  return { inputs: until ? shapeOf([['until', STRING]]) : shapeOf([['seconds', NUMBER]]), outputs: shapeOf([]) };
}

/** Its result is the payload. */
export function checkWaitFor({ event, schema }: WaitForStep, scope: Scope, analysis: Analysis): StepTypes {
  checkDemand(event, EVENT, scope, analysis);
  const name = event.kind === 'literal' ? literalType(event.value) : STRING;
  return { inputs: shapeOf([['event', name]]), outputs: schema ? selfContained(schema) : ANY };
}

function checkDemand(value: Value, wanted: Demand, scope: Scope, analysis: Analysis): void {
  const type = checkValue(value, scope, analysis);
  // A text with `${…}` in it is known as a whole, by its place alone.
  const whole = { kind: 'literal', value: null, range: value.range } as const;
  demand(wanted, { expression: value.kind === 'expression' ? value.expression : whole, type }, 'it', analysis.report);
}
