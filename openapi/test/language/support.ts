import { type CheckOptions, type CheckResult, checkFlow } from '../../src/language/check-flow.ts';
import { checkProject } from '../../src/language/check-project.ts';
import type { Diagnostic } from '../../src/language/diagnostics.ts';
import type { FlowTypes, StepTypes, TaskSignature } from '../../src/language/flow-types.ts';
import type { Flow, Step } from '../../src/language/model.ts';
import { parseSource } from '../../src/language/parse-source.ts';

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
  return shown(checkFlow({ file: 'flow.yaml', text }, options).diagnostics, text);
}

function shown(diagnostics: readonly Diagnostic[], text: string): readonly string[] {
  return diagnostics.map(
    ({ code, range }) => `${code} ${place(text, range.start)} ${text.slice(range.start, range.end)}`,
  );
}

/** Tasks by the file of the flow that they belong to. */
export type TasksByFile = Readonly<Record<string, Readonly<Record<string, TaskSignature>>>>;

/** The results of the files of a project; what lies in `lib/` is there for others to run. */
export function checkAll(
  texts: Readonly<Record<string, string>>,
  tasks: TasksByFile = {},
): ReadonlyMap<string, CheckResult> {
  const sources = Object.entries(texts).map(([path, text]) => {
    const own = tasks[path];
    const parsed = parseSource({ file: path, text });
    return { parsed, path, isServed: !path.startsWith('lib/'), ...(own && { tasks: new Map(Object.entries(own)) }) };
  });
  return new Map([...checkProject(sources)].map(([{ source }, result]) => [source.file, result]));
}

/** As `diagnose`, for each file that is served. */
export function diagnoseAll(
  texts: Readonly<Record<string, string>>,
  tasks: TasksByFile = {},
): Readonly<Record<string, readonly string[]>> {
  const results = [...checkAll(texts, tasks)];
  return Object.fromEntries(results.map(([file, { diagnostics }]) => [file, shown(diagnostics, texts[file] ?? '')]));
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
