import { locate } from '@flowlang/openapi/language';
import type { Finding } from '../../project/read-flow.ts';

/** A list of `{file, line, column, code, severity, message, hint}`. */
export function jsonReport(findings: readonly Finding[]): string {
  const located = findings.map(({ diagnostic, source }) => locate(diagnostic, source));
  return JSON.stringify(located, null, 2);
}
