import { type CheckOptions, type CheckResult, checkFlow } from '../../src/language/check-flow.ts';
import type { Flow, FlowTypes, Step, StepTypes } from '../../src/language/model.ts';

const MARK = /⟦(FL\d{4}) ([^⟦⟧]*)⟧/;

/** A text with `⟦FL1301 name⟧` where a diagnostic is expected: the text without the marks, and what they expect. */
export function expected(marked: string): { readonly text: string; readonly found: readonly string[] } {
  const found: string[] = [];
  let text = marked;
  for (let mark = MARK.exec(text); mark; mark = MARK.exec(text)) {
    const [whole, code = '', inner = ''] = mark;
    text = text.slice(0, mark.index) + inner + text.slice(mark.index + whole.length);
    found.push(`${code} ${place(text, mark.index)} ${inner}`);
  }
  return { text, found };
}

/** `FL1301 3:14 name` for each diagnostic of the text, in order. */
export function diagnose(text: string, options: CheckOptions = {}): readonly string[] {
  const { diagnostics } = checkFlow({ file: 'flow.yaml', text }, options);
  return diagnostics.map(
    ({ code, range }) => `${code} ${place(text, range.start)} ${text.slice(range.start, range.end)}`,
  );
}

/** Line and column, from 1. */
export function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

export function check(text: string, options: CheckOptions = {}): CheckResult {
  return checkFlow({ file: 'flow.yaml', text }, options);
}

/** The model and the types of a flow that must have no errors. */
export function read(text: string, options: CheckOptions = {}): { readonly flow: Flow; readonly types: FlowTypes } {
  const result = check(text, options);
  if (!result.ok) throw new Error(diagnose(text, options).join('\n'));
  return result;
}

/** The only step of a flow, given as the lines below `- `. */
export function step(yaml: string): Step {
  const lines = yaml
    .trim()
    .split('\n')
    .map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`));
  const [only] = read(`flow: F\nsteps:\n${lines.join('\n')}\n`).flow.steps;
  if (only === undefined) throw new Error('no step');
  return only;
}

/** The types of the step with that id. */
export function stepTypes(types: FlowTypes, id: string): StepTypes {
  for (const [each, found] of types.steps) if (each.id === id) return found;
  throw new Error(`no step ${id}`);
}

/** Without ranges, to compare a model with what is meant. */
export function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (/^(range|.+Range)$/.test(key) ? undefined : inner)),
  ) as unknown;
}
