import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyFixes } from '../../src/language/apply-fixes.ts';
import type { CheckOptions } from '../../src/language/check-flow.ts';
import type { Diagnostic } from '../../src/language/diagnostics.ts';
import { CASES, TASK_CASES } from './cases.ts';
import { FLOW_CASES } from './flow-cases.ts';
import { KNOWN_TASKS } from './known-tasks.ts';
import { check, expected } from './support.ts';

/** What is said of a text, without the places: an edit moves what stands behind it. */
function said(text: string, options: CheckOptions): readonly string[] {
  // That a plugin is missing is nothing that the text says.
  return check(text, options)
    .diagnostics.filter(({ code }) => code !== 'FL1603')
    .map(({ code, message }) => `${code} ${message}`)
    .sort();
}

const FIXABLE = [
  ...[...CASES, ...FLOW_CASES].map((marked) => [marked, {}] as const),
  ...TASK_CASES.map((marked) => [marked, KNOWN_TASKS] as const),
].flatMap(([marked, options]) => {
  const { text } = expected(marked);
  const { diagnostics } = check(text, options);
  return diagnostics.filter(({ fix }) => fix !== undefined).map((diagnostic) => ({ text, options, diagnostic }));
});

/** What stands in these could not be read before; its own mistakes come to light when it can. */
const UNREAD = ['FL1001', 'FL1006', 'FL1008'];

describe('a fix', () => {
  test.each(FIXABLE)('of $diagnostic.code in $text removes it, and adds nothing', ({ text, options, diagnostic }) => {
    const before = [...said(text, options)];
    before.splice(before.indexOf(`${diagnostic.code} ${diagnostic.message}`), 1);
    const { text: mended } = applyFixes(text, [diagnostic]);
    const after = said(mended, options);
    if (!UNREAD.includes(diagnostic.code)) expect(after).toEqual(before);
    const [is, was] = [after, before].map((all) => all.filter((each) => each.startsWith(diagnostic.code)));
    expect(is).toEqual(was);
  });

  test.each(FIXABLE)('of $diagnostic.code in $text stands on the lines of the mistake', ({ text, diagnostic }) => {
    const { text: mended } = applyFixes(text, [diagnostic]);
    const lines = new Set(touchedLines(text, diagnostic));
    const untouched = (all: string) => all.split('\n').filter((_, index) => !lines.has(index));
    expect(untouched(mended)).toEqual(untouched(text));
  });
});

function touchedLines(text: string, { fix = [] }: Diagnostic): readonly number[] {
  return fix.map(({ range }) => text.slice(0, range.start).split('\n').length - 1);
}

describe('the closed lists', () => {
  const errors = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

  test('docs/errors.md names the codes that may come with a fix', () => {
    const [, list = ''] = /^Codes that may come with a fix: ([^.]+)\./m.exec(errors) ?? [];
    const fixable = new Set(FIXABLE.map(({ diagnostic }) => diagnostic.code));
    expect(list.match(/FL\d{4}/g)).toEqual([...fixable].sort());
  });

  test('every diagnostic has a hint, which is not the message again', () => {
    const all = [
      ...[...CASES, ...FLOW_CASES].flatMap((marked) => check(expected(marked).text).diagnostics),
      ...TASK_CASES.flatMap((marked) => check(expected(marked).text, KNOWN_TASKS).diagnostics),
    ];
    const without = all.filter(({ hint, message }) => !hint || hint === message);
    expect(without.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });
});
