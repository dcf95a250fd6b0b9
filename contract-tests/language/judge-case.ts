/** What a case expects beside what came, in a form whose difference a person can read. */
import type { LocatedDiagnostic } from '@flowlang/openapi';
import { isObject, type JsonObject } from '../conformance/exchange.ts';
import { differences } from '../typescript/match.ts';
import { loosen } from './expected-events.ts';
import type { ExpectedResult, LanguageCase } from './language-case.ts';

/** `FL1301 5:12`, with the file before the place where it is another one; or a map of that to what is compared. */
export function compareDiagnostics(one: LanguageCase, found: readonly LocatedDiagnostic[], file: string) {
  const got = found.map((each) => {
    const elsewhere = each.file === file ? '' : `${each.file}:`;
    return { head: `${each.code} ${elsewhere}${each.line}:${each.column}`, each };
  });
  const wanted = (one.diagnostics ?? []).map((written) => {
    if (typeof written === 'string') return { head: written, fields: {} };
    const [[head, fields] = ['', {}]] = Object.entries(isObject(written) ? written : {});
    return { head, fields: isObject(fields) ? fields : {} };
  });
  return {
    want: wanted.map(({ head, fields }) => (Object.keys(fields).length > 0 ? { [head]: fields } : head)),
    got: got.map(({ head, each }, index) => {
      const { head: expected, fields = {} } = wanted[index] ?? {};
      // The message tells what it is about, where it is not what was expected.
      if (head !== expected) return { [head]: each.message };
      const shown = Object.entries(fields).map(([key, value]) => [key, like(value, Reflect.get(each, key))]);
      return shown.length > 0 ? { [head]: Object.fromEntries(shown) } : head;
    }),
  };
}

/** The result as the last event has it, of which an error is compared by what is named. */
export function compareResult(expected: ExpectedResult, last: JsonObject) {
  const { type, outputs, error, reason, terminated, termination_reason } = last;
  const cancelled = type === 'flow_cancelled' ? { type: 'Cancelled', message: reason } : error;
  const actual = {
    success: type === 'flow_completed',
    ...(cancelled === undefined ? { outputs } : { error: cancelled }),
    ...(terminated !== undefined && { terminated }),
    ...(termination_reason !== undefined && { termination_reason }),
  };
  return compareFields({ success: expected.error === undefined, ...expected }, actual);
}

/** The result as `execute` answers it. */
export function compareAnswer(
  expected: ExpectedResult,
  { execution_id, flow, execution_time_ms, ...answer }: JsonObject,
) {
  return compareFields({ success: expected.error === undefined, ...expected }, answer);
}

export function compareFields(expected: JsonObject, actual: JsonObject) {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  const got = [...keys].map((key) => [key, like(loosen(key, expected[key]), actual[key], expected[key])]);
  return { want: expected, got: Object.fromEntries(got.filter(([, value]) => value !== undefined)) };
}

/** What was expected if this is like it; what came otherwise. */
function like(expected: unknown, actual: unknown, shown: unknown = expected): unknown {
  if (expected === undefined || actual === undefined) return actual;
  return differences(expected, actual, new Map()).length === 0 ? shown : actual;
}
