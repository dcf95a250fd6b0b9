/** `for_each`: a scope of its own per item; afterwards the last one is readable. */
import { equal } from '../expression/json-value.ts';
import { demand } from '../expression/operand-types.ts';
import type { ForEachStep, Json, ValueType } from '../model.ts';
import { walkSteps } from '../steps.ts';
import { BOOLEAN, INTEGER, itemType, listOf, nullable, shapeOf } from '../value-type.ts';
import { type Analysis, ERROR } from './analysis.ts';
import { checkValue } from './expressions.ts';
import { chance } from './facts.ts';
import { checkLoopVariable } from './names.ts';
import { resultsOf } from './results.ts';
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
  const { list: value } = step;
  const isEmpty = value.kind === 'literal' && Array.isArray(value.value) && value.value.length === 0;
  if (isEmpty && step.do.length > 0)
    analysis.report(
      'FL1401',
      value.range,
      'This list is empty: the steps for its items are never reached',
      'Write `${…}`',
    );
  const item = itemType(list);
  const inputs = scope.local('inputs') ?? {};
  const hides = scope.local(step.as) !== undefined || Object.hasOwn(inputs.properties ?? {}, step.as);
  const body = scope.fork({
    facts: [chance()],
    ...(!hides && { extended: 'inputs' }),
    locals: loopLocals(inputs, step.as, item),
  });
  const ends = analysis.walk(step.do, body, analysis);
  const results = resultsOf([body]);
  body.forgetDynamic();
  // Where every iteration ends the flow, it goes on only because there was none.
  scope.join(ends ? [scope.fork()] : [body, scope.fork()]);
  forgetEarlier(step, scope);
  return shapeOf([
    ['results', listOf(step.onItemError === 'continue' ? nullable(results) : results)],
    ['count', INTEGER],
    ['errors', listOf(ITEM_ERROR)],
  ]);
}

/** An id of the body is null behind the loop where the last item did not set it, also if an earlier step did. */
function forgetEarlier(step: ForEachStep, scope: Scope): void {
  for (const { id } of walkSteps(step.do)) {
    const binding = id === undefined ? undefined : scope.get(id);
    // One that is certain is taken: that was said.
    if (id !== undefined && binding?.isCertain === false) scope.set(id, { ...binding, setters: [[chance()]] });
  }
}

/** The inputs of a flow may be many, and few loops read them. */
function loopLocals(inputs: ValueType, name: string, item: ValueType): Readonly<Record<string, ValueType>> {
  return {
    [name]: item,
    loop: LOOP,
    get inputs() {
      return insideOf(inputs, name, item);
    },
  };
}

interface Inside {
  readonly item: ValueType;
  readonly inputs: ValueType;
}

const inside = new WeakMap<ValueType, Map<string, Inside>>();

/** Loops of one flow tend to have the same variable of the same type. */
function insideOf(inputs: ValueType, name: string, item: ValueType): ValueType {
  const byName = inside.get(inputs) ?? new Map<string, Inside>();
  inside.set(inputs, byName);
  const found = byName.get(name);
  if (found !== undefined && (found.item === item || equal(found.item as Json, item as Json))) return found.inputs;
  const made = withVariable(inputs, name, item);
  byName.set(name, { item, inputs: made });
  return made;
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
