/** The one door of the language: text in, meaning and diagnostics out. */
import { DIAGNOSTICS, type Diagnostic, type Report } from './diagnostics.ts';
import type { Flow, FlowTypes, TaskSignature } from './model.ts';
import { parseFlow } from './parse-flow.ts';
import { readYaml } from './read-yaml.ts';
import { checkRules } from './rules/check-rules.ts';

/** The text of one file. `file` is shown in messages, and means nothing else. */
export interface FlowSource {
  readonly file: string;
  readonly text: string;
}

export interface CheckOptions {
  /** What is known of tasks: their inputs and outputs are then checked and inferred. */
  readonly tasks?: ReadonlyMap<string, TaskSignature>;
  /** A task that `tasks` does not have is an error. */
  readonly requireTasks?: boolean;
}

/** Diagnostics are sorted by their place. With `ok` they are warnings; without, at least one of them is an error. */
export type CheckResult =
  | { readonly ok: true; readonly flow: Flow; readonly types: FlowTypes; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly name: string | undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads and checks one flow. Never throws because of what an author wrote. */
export function checkFlow(source: FlowSource, options: CheckOptions = {}): CheckResult {
  const found = new Map<string, Diagnostic>();
  // An alias is read once for each use; what is wrong with it is said once.
  const report: Report = (code, range, message, hint) => {
    const key = `${code} ${range.start} ${range.end} ${message}`;
    if (!found.has(key)) found.set(key, { code, range, message, ...(hint !== undefined && { hint }) });
  };
  const root = readYaml(source.text, report);
  const parsed = root && parseFlow(root, report);
  const types =
    parsed && checkRules(parsed, { tasks: options.tasks, requireTasks: options.requireTasks ?? false }, report);
  const diagnostics = [...found.values()].sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : 1),
  );
  if (parsed === undefined || types === undefined) return { ok: false, name: nameIn(source.text), diagnostics };
  const isSound = diagnostics.every(({ code }) => DIAGNOSTICS[code].severity === 'warning');
  return isSound ? { ok: true, flow: parsed.flow, types, diagnostics } : { ok: false, name: parsed.name, diagnostics };
}

/** The name of a flow whose file is no valid YAML. */
function nameIn(text: string): string | undefined {
  return /^flow:[ \t]*(["']?)([A-Za-z][A-Za-z0-9_]*)\1[ \t]*(?:#.*)?$/m.exec(text.slice(0, 100_000))?.[2];
}
