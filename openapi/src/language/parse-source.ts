/** Reads one file: its text is parsed once, however often its meaning is checked beside others. */
import type { Diagnostic, Report } from './diagnostics.ts';
import { type ParsedFlow, parseFlow } from './parse-flow.ts';
import { BROKEN_SUBFLOW } from './parse-subflow.ts';
import { readYaml } from './read-yaml.ts';
import { allSteps } from './steps.ts';

/** The text of one file. `file` is shown in messages, and means nothing else. */
export interface FlowSource {
  readonly file: string;
  readonly text: string;
}

/** A file as far as it can be read. */
export interface ParsedSource {
  readonly source: FlowSource;
  /** The flow's name, if it can be read. */
  readonly name: string | undefined;
  /** Absent where the text is no map in YAML. */
  readonly parsed: ParsedFlow | undefined;
  /** Names of the flows that it runs, each once. */
  readonly subflows: readonly string[];
  /** What is wrong with its shape. */
  readonly found: Findings;
}

export function parseSource(source: FlowSource): ParsedSource {
  const found = new Findings();
  const root = readYaml(source.text, found.report);
  const parsed = root && parseFlow(root, found.report);
  const subflows = new Set<string>();
  if (parsed) for (const step of allSteps(parsed.flow)) if (step.kind === 'subflow') subflows.add(step.subflow);
  subflows.delete(BROKEN_SUBFLOW);
  return { source, name: parsed ? parsed.name : nameIn(source.text), parsed, subflows: [...subflows], found };
}

/** The name of a flow whose file is no valid YAML. */
function nameIn(text: string): string | undefined {
  return /^flow:[ \t]*(["']?)([A-Za-z][A-Za-z0-9_]*)\1[ \t]*(?:#.*)?$/m.exec(text.slice(0, 100_000))?.[2];
}

/** Collects diagnostics. An alias is read once for each use; what is wrong with it is said once. */
export class Findings {
  readonly #byPlace: Map<string, Diagnostic>;

  constructor(earlier?: Findings) {
    this.#byPlace = new Map(earlier === undefined ? [] : earlier.#byPlace);
  }

  readonly report: Report = (code, range, message, hint, fix) => {
    const key = `${code} ${range.start} ${range.end} ${message}`;
    if (this.#byPlace.has(key)) return;
    this.#byPlace.set(key, { code, range, message, ...(hint !== undefined && { hint }), ...(fix && { fix }) });
  };

  /** In the order of the text. */
  sorted(): readonly Diagnostic[] {
    return [...this.#byPlace.values()].sort(
      (a, b) => a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : 1),
    );
  }
}
