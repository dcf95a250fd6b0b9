/** Workflow commands, which GitHub shows as annotations in a pull request. */
import { locate, regionOf } from '@flowlang/openapi/language';
import type { Finding } from '../../project/read-flow.ts';

/** `::error file=flow.yaml,line=4,col=5,endColumn=11,title=FL1101::…`, one for each finding. */
export function githubReport(findings: readonly Finding[]): string {
  return findings.map(command).join('\n');
}

function command({ diagnostic, source }: Finding): string {
  const { file, line, column, code, severity, message, hint } = locate(diagnostic, source);
  const { endLine, endColumn } = regionOf(diagnostic.range, source);
  // GitHub takes columns only of what stands on one line; of more, the first line is marked alone.
  const end: Readonly<Record<string, number>> = endLine === line ? { endColumn: Math.max(endColumn, column + 1) } : {};
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return workflowCommand(severity, { file, line, col: column, ...end, title: code }, text);
}

export function workflowCommand(
  severity: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string | number>>,
  text: string,
): string {
  const named = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${severity} ${named.join(',')}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property a colon or comma would end it. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
