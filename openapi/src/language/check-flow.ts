/** The one door of the language: text in, meaning and diagnostics out. For flows that run each other: check-project. */
import { DIAGNOSTICS, type Diagnostic } from './diagnostics.ts';
import type { FlowTypes, TaskSignature } from './flow-types.ts';
import type { Flow } from './model.ts';
import { Findings, type FlowSource, type ParsedSource, parseSource } from './parse-source.ts';
import type { Known } from './rules/analysis.ts';
import { checkRules } from './rules/check-rules.ts';

export interface CheckOptions {
  /** What is known of tasks: their inputs and outputs are then checked and inferred. */
  readonly tasks?: ReadonlyMap<string, TaskSignature> | undefined;
  /** A task that `tasks` does not have is an error. */
  readonly requireTasks?: boolean | undefined;
}

/** Diagnostics are sorted by their place. With `ok` they are warnings; without, at least one of them is an error. */
export type CheckResult =
  | { readonly ok: true; readonly flow: Flow; readonly types: FlowTypes; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly name: string | undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads and checks one flow by itself: of the flows that it runs nothing is known. Never throws because of what an author
 * wrote.
 */
export function checkFlow(source: FlowSource, options: CheckOptions = {}): CheckResult {
  return checkParsed(parseSource(source), { ...options, requireTasks: options.requireTasks ?? false });
}

/** Checks what was read, with what is known of its surroundings. */
export function checkParsed({ parsed, name, found }: ParsedSource, known: Known): CheckResult {
  const findings = new Findings(found);
  const types = parsed && checkRules(parsed, known, findings.report);
  const diagnostics = findings.sorted();
  const isSound = diagnostics.every(isWarning);
  if (parsed === undefined || types === undefined || !isSound) return { ok: false, name, diagnostics };
  return { ok: true, flow: parsed.flow, types, diagnostics };
}

export function isWarning({ code }: Diagnostic): boolean {
  return DIAGNOSTICS[code].severity === 'warning';
}
