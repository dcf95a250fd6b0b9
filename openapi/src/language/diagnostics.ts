/**
 * The closed list of what can be wrong with the text of a flow. A diagnostic is about text; what goes wrong in a run is
 * an error. docs/errors.md describes each code; a test keeps the two lists equal.
 *
 * FL10xx the file as YAML · FL11xx keys, names and shapes · FL12xx expressions · FL13xx references · FL14xx control flow
 * FL15xx types · FL16xx what lies outside of the file: tasks, plugins, subflows
 */
import type { Range } from './model.ts';

export type Severity = 'error' | 'warning';

export const DIAGNOSTICS = {
  FL1001: { severity: 'error', title: 'The file is not valid YAML' },
  FL1002: { severity: 'error', title: 'The file is empty or not a map' },
  FL1003: { severity: 'error', title: 'The file holds more than one document' },
  FL1004: { severity: 'error', title: 'A key stands twice in one map' },
  FL1005: { severity: 'error', title: 'YAML aliases expand to too much' },
  FL1006: { severity: 'error', title: 'A tag or merge key that FlowLang does not read' },
  FL1007: { severity: 'error', title: 'A number that JSON cannot hold' },
  FL1008: { severity: 'error', title: 'A ${…} that YAML needs quoted' },
  FL1009: { severity: 'error', title: 'The file is too large or nested too deep' },
  FL1101: { severity: 'error', title: 'Unknown key' },
  FL1102: { severity: 'error', title: 'A required key is missing' },
  FL1103: { severity: 'error', title: 'A value of the wrong kind' },
  FL1104: { severity: 'error', title: 'Not a valid name' },
  FL1105: { severity: 'error', title: 'A reserved word used as a name' },
  FL1106: { severity: 'error', title: 'A name that is already taken' },
  FL1107: { severity: 'error', title: 'A step is not exactly one kind of step' },
  FL1108: { severity: 'error', title: 'Keys that exclude each other' },
  FL1109: { severity: 'error', title: 'An impossible setting' },
  FL1110: { severity: 'error', title: 'A ${…} where it means nothing' },
  FL1111: { severity: 'warning', title: 'Part of the language that this version does not run' },
  FL1112: { severity: 'warning', title: 'A loop variable hides another name' },
  FL1201: { severity: 'error', title: 'Not a valid expression' },
  FL1202: { severity: 'error', title: 'Unknown function' },
  FL1203: { severity: 'error', title: 'Wrong number of arguments' },
  FL1204: { severity: 'error', title: 'A text that could be meant as an expression' },
  FL1205: { severity: 'warning', title: 'A bare word read as text' },
  FL1206: { severity: 'error', title: 'An expression that is nested too deep or too long' },
  FL1301: { severity: 'error', title: 'Unknown name' },
  FL1302: { severity: 'error', title: 'A step that has not run yet' },
  FL1303: { severity: 'error', title: 'A step of a sibling branch' },
  FL1304: { severity: 'warning', title: 'A step that may not have run' },
  FL1305: { severity: 'error', title: 'A property that cannot be there' },
  FL1306: { severity: 'warning', title: 'A property that nothing declares' },
  FL1401: { severity: 'warning', title: 'Steps that are never reached' },
  FL1402: { severity: 'warning', title: 'A condition that is always the same' },
  FL1403: { severity: 'warning', title: 'Steps that share an id' },
  FL1404: { severity: 'error', title: 'Branches that wait for each other' },
  FL1501: { severity: 'error', title: 'Operands of the wrong type' },
  FL1502: { severity: 'warning', title: 'A comparison that is never true' },
  FL1503: { severity: 'warning', title: 'A value that may be null' },
  FL1504: { severity: 'error', title: 'A default or an example that does not satisfy its own schema' },
  FL1505: { severity: 'error', title: 'Not a valid JSON Schema' },
  FL1506: { severity: 'error', title: 'A value that does not fit what is declared' },
  FL1601: { severity: 'error', title: 'A task that the tasks file does not have' },
  FL1602: { severity: 'error', title: 'The tasks file cannot be loaded' },
  FL1603: { severity: 'warning', title: 'A connection whose plugin is not installed' },
  FL1604: { severity: 'error', title: 'A subflow that cannot be found' },
  FL1605: { severity: 'error', title: 'A subflow that several files could be' },
  FL1606: { severity: 'error', title: 'Flows that run each other in a circle' },
  FL1607: { severity: 'error', title: 'A subflow that has errors' },
  FL1608: { severity: 'error', title: 'Flows that run each other on too many levels' },
} as const satisfies Record<string, { severity: Severity; title: string }>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** Replaces a stretch of the file's text. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** One problem of one text. `message` is one sentence; `hint` says what to write instead. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
  readonly range: Range;
  /** What mends it for certain, as `--fix` applies it. */
  readonly fix?: readonly Edit[];
}

/** Collects; nothing in the language throws because of what an author wrote. */
export type Report = (
  code: DiagnosticCode,
  range: Range,
  message: string,
  hint?: string,
  fix?: readonly Edit[],
) => void;

/** A diagnostic with its place, as tools read it. Lines and columns count from 1, columns in UTF-16 units. */
export interface LocatedDiagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
}
