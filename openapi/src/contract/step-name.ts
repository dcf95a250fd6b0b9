/** What events call a step: its name, or, where an id is made anew for each iteration of a loop, a text of which parts are known. */
import type { Step, Value, ValueType } from '../language/model.ts';
import { nameOfStep } from '../language/steps.ts';

export interface StepName {
  /** Steps with the same key share a name, and cannot be told apart by it. */
  readonly key: string;
  /** Undefined for an id that is made in a loop. */
  readonly text?: string;
  readonly schema: ValueType;
}

const ANY_TEXT = '[\\s\\S]*';
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

export function stepName(step: Step): StepName {
  return step.dynamicId === undefined ? fixedName(nameOfStep(step)) : dynamicName(step.dynamicId);
}

/** Any of the names. */
export function anyOfNames(names: Iterable<StepName>): ValueType {
  const distinct = [...new Map([...names].map((name) => [name.key, name])).values()];
  const texts = distinct.flatMap(({ text }) => text ?? []);
  const patterns = distinct.flatMap(({ text, schema }) => (text === undefined ? [schema] : []));
  const [only, ...others] = [...(texts.length > 0 ? [anyOfTexts(texts)] : []), ...patterns];
  return only === undefined ? {} : others.length === 0 ? only : { anyOf: [only, ...others] };
}

/** Exactly one of them, or any. */
export function anyOfTexts(texts: readonly string[]): ValueType {
  const [only = '', second] = texts;
  return second === undefined ? { type: 'string', const: only } : { type: 'string', enum: texts };
}

export function fixedName(text: string): StepName {
  return { key: `=${text}`, text, schema: { type: 'string', const: text } };
}

function dynamicName(id: Value): StepName {
  if (id.kind === 'literal') return fixedName(String(id.value));
  if (id.kind !== 'text') return { key: '*', schema: { type: 'string' } };
  // Between two expressions that touch stands an empty text.
  const parts = [''];
  for (const part of id.parts) {
    if (typeof part === 'string') parts.push(`${parts.pop()}${part}`);
    else parts.push('');
  }
  const pattern = patternOf(parts);
  return { key: pattern, schema: { type: 'string', pattern } };
}

/** What is known of a text by a pattern that was made here: the parts between which any text stands. */
export function knownParts(pattern: string): readonly string[] | undefined {
  const parts = pattern.replace(/^\^|\$$/g, '').split(ANY_TEXT);
  const texts = parts.map((part) => part.replace(/\\(.)/g, '$1'));
  // Written again it must be the same: other patterns say other things.
  return pattern === patternOf(texts) ? texts : undefined;
}

function patternOf(parts: readonly string[]): string {
  return `^${parts.map((part) => part.replace(SYNTAX, '\\$&')).join(ANY_TEXT)}$`;
}
