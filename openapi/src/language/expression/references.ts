/** What an expression reads. */
import type { Condition, Value } from '../model.ts';
import type { Expression, Reference } from './ast.ts';

/** Calls `visit` for the expression and everything in it, from left to right, what is outside first. */
export function walkExpression(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of children(expression)) walkExpression(child, visit);
}

/** The roots that it reads, in the order written; one that is read twice stands there twice. */
export function references(expression: Expression): Reference[] {
  const found: Reference[] = [];
  walkExpression(expression, (one) => {
    if (one.kind === 'reference') found.push(one);
  });
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** The expressions in a value, in the order written. */
export function valueExpressions(value: Value): Expression[] {
  switch (value.kind) {
    case 'literal':
      return [];
    case 'expression':
      return [value.expression];
    case 'text':
      return value.parts.filter((part) => typeof part !== 'string');
    case 'list':
      return value.items.flatMap(valueExpressions);
    case 'map':
      return value.entries.flatMap((entry) => valueExpressions(entry.value));
  }
}

export function conditionExpressions(condition: Condition): Expression[] {
  if (condition.kind === 'test') return [condition.expression];
  if (condition.kind === 'not') return conditionExpressions(condition.condition);
  return condition.conditions.flatMap(conditionExpressions);
}

function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return [];
    case 'list':
      return expression.items;
    case 'property':
      return [expression.object];
    case 'index':
      return [expression.object, expression.index];
    case 'unary':
      return [expression.operand];
    case 'binary':
    case 'logical':
      return [expression.left, expression.right];
    case 'choice':
      return [expression.condition, expression.then, expression.else];
    case 'call':
      return expression.arguments;
  }
}
