/** `for_each`: a scope of its own per item; afterwards the last one is readable. */
import { demand } from '../expression/operand-types.ts';
import type { ForEachStep, ValueType } from '../model.ts';
import { BOOLEAN, INTEGER, itemType, listOf, nullable, shapeOf } from '../value-type.ts';
import { type Analysis, ERROR } from './analysis.ts';
import { resultsOf } from './branching.ts';
import { checkValue } from './expressions.ts';
import { checkLoopVariable } from './names.ts';
import type { Scope } from './scope.ts';

const LOOP = shapeOf([
  ['index', INTEGER],
  ['first', BOOLEAN],
  ['last', BOOLEAN],
  ['length', INTEGER],
]);
const ITEM_ERROR = shapeOf([
  ['index', INTEGER],
  ['error', ERROR],
]);

/** The type of the loop's own result: `{results, count, errors}`. */
export function checkForEach(step: ForEachStep, scope: Scope, analysis: Analysis): ValueType {
  checkLoopVariable(step, scope, analysis);
  const list = checkValue(step.list, scope, analysis);
  if (step.list.kind === 'expression') {
    const wanted = { by: '`for_each`', needs: 'a list', types: ['array'] } as const;
    demand(wanted, { expression: step.list.expression, type: list }, 'it', analysis.report);
  }
  const item = itemType(list);
  const body = scope.fork({
    locals: { [step.as]: item, loop: LOOP, inputs: withVariable(scope.local('inputs') ?? {}, step.as, item) },
  });
  analysis.walk(step.do, body);
  const results = resultsOf([body]);
  scope.join([body, scope.fork()]);
  return shapeOf([
    ['results', listOf(step.onItemError === 'continue' ? nullable(results) : results)],
    ['count', INTEGER],
    ['errors', listOf(ITEM_ERROR)],
  ]);
}

/** The loop variable is readable as `inputs.<var>`, too. */
function withVariable(inputs: ValueType, name: string, item: ValueType): ValueType {
  if (inputs.properties === undefined) return inputs;
  return {
    ...inputs,
    properties: { ...inputs.properties, [name]: item },
    required: [...new Set([...(inputs.required ?? []), name])],
  };
}
