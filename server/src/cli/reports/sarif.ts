/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): what code scanning services read. */
import { DIAGNOSTICS, type DiagnosticCode, type Edit, locate, regionOf } from '@flowlang/openapi/language';
import type { Finding } from '../../project/read-flow.ts';
import { VERSION } from '../../version.ts';

const CODES = Object.keys(DIAGNOSTICS) as readonly DiagnosticCode[]; // The keys of a closed list.

/** One run. Its rules are all that can be found, so that a rule keeps its index whatever was found. */
export function sarifReport(findings: readonly Finding[]): string {
  const driver = { name: 'flowlang', semanticVersion: VERSION, rules: CODES.map(rule) };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results: findings.map(result) };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return JSON.stringify(log, null, 2);
}

function rule(code: DiagnosticCode) {
  const { title, severity } = DIAGNOSTICS[code];
  return {
    id: code,
    shortDescription: { text: title },
    help: { text: `${title}. docs/errors.md says more about ${code}.` },
    defaultConfiguration: { level: severity },
  };
}

function result({ diagnostic, source }: Finding) {
  const { file, code, severity, message, hint } = locate(diagnostic, source);
  const artifactLocation = { uri: uriOf(file) };
  const region = sarifRegion(diagnostic.range, source);
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: severity,
    message: {
      text: [message, hint]
        .flatMap((text) => text ?? [])
        .map(sentence)
        .join(' '),
    },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    ...(diagnostic.fix && { fixes: [fixOf(diagnostic.fix, artifactLocation, source, hint)] }),
  };
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function fixOf(edits: readonly Edit[], artifactLocation: object, source: Finding['source'], hint: string | undefined) {
  const replacements = edits.map(({ range, text }) => ({
    deletedRegion: sarifRegion(range, source),
    insertedContent: { text },
  }));
  return {
    ...(hint !== undefined && { description: { text: hint } }),
    artifactChanges: [{ artifactLocation, replacements }],
  };
}

function sarifRegion(range: Edit['range'], source: Finding['source']) {
  const { line, column, endLine, endColumn } = regionOf(range, source);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** Relative to where the command runs. A colon in a first segment would be taken for a scheme. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
