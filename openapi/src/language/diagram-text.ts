/** Values and conditions as short texts for people, and texts as labels that Mermaid takes for nothing else. */
import { formatExpression } from './expression/format-expression.ts';
import type { Condition, Step, Value, WaitStep } from './model.ts';

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

/** What bounds a step: its tries and its time. */
export function limitsText(step: Step): readonly string[] {
  const tries = 'retry' in step ? (step.retry?.maxAttempts ?? 1) : 1;
  return [...(tries > 1 ? [`up to ${tries} tries`] : []), ...timeText(step.timeout)];
}

/** How long something may take. */
export function timeText(timeout: number | undefined): readonly string[] {
  return timeout === undefined ? [] : [`at most ${timeout} s`];
}

export function waitText({ seconds, until }: WaitStep): string {
  return until === undefined ? `wait ${seconds ? valueText(seconds) : ''} s` : `wait until ${valueText(until)}`;
}

export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'test':
      return formatExpression(condition.expression);
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
      return formatExpression(value.expression);
    case 'text':
      return value.parts.map((part) => (typeof part === 'string' ? part : `\${${formatExpression(part)}}`)).join('');
    case 'list':
      return `[${value.items.map(valueText).join(', ')}]`;
    case 'map':
      return `{${value.entries.map((entry) => `${entry.key}: ${valueText(entry.value)}`).join(', ')}}`;
  }
}
