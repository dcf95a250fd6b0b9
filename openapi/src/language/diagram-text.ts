/** Expressions, values and conditions as short texts for people, and texts as labels that Mermaid takes for nothing else. */
import type { Expression } from './expression/ast.ts';
import type { Condition, Value } from './model.ts';

const LONGEST = 80;

/** Everything by which Mermaid, or the HTML it makes, would take text for something else. */
const UNSAFE = /["#$%&<>`\\|]|:(?=fa-)/g;
const BLANKS = /[\s\p{Cc}\u2028\u2029]+/gu;

/** One quoted label; each part is a line of it. */
export function label(...parts: readonly (string | undefined)[]): string {
  return `"${parts.flatMap((part) => (part === undefined ? [] : [entities(shorten(part))])).join('<br/>')}"`;
}

function shorten(text: string): string {
  const characters = [...text.replace(BLANKS, ' ').trim()];
  return characters.length <= LONGEST ? characters.join('') : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

function entities(text: string): string {
  return text.replace(UNSAFE, (character) => `#${character.codePointAt(0)};`) || ' ';
}

export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'test':
      return expressionText(condition.expression);
    case 'not':
      return `not (${conditionText(condition.condition)})`;
    default:
      return `${condition.kind} of (${condition.conditions.map(conditionText).join(', ')})`;
  }
}

export function valueText(value: Value): string {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? value.value : JSON.stringify(value.value);
    case 'expression':
      return expressionText(value.expression);
    case 'text':
      return value.parts.map((part) => (typeof part === 'string' ? part : `\${${expressionText(part)}}`)).join('');
    case 'list':
      return `[${value.items.map(valueText).join(', ')}]`;
    case 'map':
      return `{${value.entries.map((entry) => `${entry.key}: ${valueText(entry.value)}`).join(', ')}}`;
  }
}

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'list':
      return `[${expression.items.map(expressionText).join(', ')}]`;
    case 'reference':
      return expression.name;
    case 'property':
      return `${inner(expression.object)}.${expression.name}`;
    case 'index':
      return `${inner(expression.object)}[${expressionText(expression.index)}]`;
    case 'unary':
      return `${expression.operator === 'not' ? 'not ' : '-'}${inner(expression.operand)}`;
    case 'binary':
    case 'logical':
      return `${inner(expression.left)} ${expression.operator} ${inner(expression.right)}`;
    case 'choice':
      return `${inner(expression.condition)} ? ${inner(expression.then)} : ${inner(expression.else)}`;
    case 'call':
      return `${expression.function}(${expression.arguments.map(expressionText).join(', ')})`;
  }
}

/** In parentheses wherever its own operator could be misread. */
function inner(expression: Expression): string {
  const text = expressionText(expression);
  const isCompound = ['unary', 'binary', 'logical', 'choice'].includes(expression.kind);
  return isCompound ? `(${text})` : text;
}
