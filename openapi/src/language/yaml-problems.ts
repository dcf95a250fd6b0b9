/** What the YAML library finds wrong, in the words of FlowLang. */
import type { Report } from './diagnostics.ts';
import type { Fix } from './edits.ts';
import type { Range } from './model.ts';
import { quoteLine, quoteValue } from './yaml-quoting.ts';

/** A problem as the YAML library reports it. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** After these the rest of the tree is sound; only the node where they stand is not. */
const LOCAL = new Set(['BAD_SCALAR_START', 'BAD_DQ_ESCAPE', 'BLOCK_AS_IMPLICIT_KEY', 'TAG_RESOLVE_FAILED']);

/** Whether the problem spoils one node, and not what follows. */
export function isLocal(code: string): boolean {
  return LOCAL.has(code);
}

const QUOTE = 'Quote the whole value';

type Explanation = readonly [message: string, hint?: string];

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  TAB_AS_INDENT: ['A tab is used as indentation', 'Indent with spaces'],
  BAD_SCALAR_START: ['A value without quotes cannot start with this character', QUOTE],
  BAD_DQ_ESCAPE: ['This is no escape that YAML has', "Write the backslash twice, or use single quotes: '…'"],
  BLOCK_AS_IMPLICIT_KEY: [
    'A map cannot start here, on the same line as its key',
    'Quote the value if it is a text with a colon, or check the indentation of the lines below',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'A `:` is missing on this line: with the next one it would be one key',
    'Write `key: value`; or check a quote that is not closed above',
  ],
  BAD_INDENT: ['The indentation does not fit what stands above', 'Check the brackets and the indentation'],
  MULTIPLE_ANCHORS: ['A value has two anchors', 'Keep one of them'],
  MULTIPLE_TAGS: ['A value has two tags', 'Remove them: FlowLang reads no tags'],
  ALIAS_PROPS: ['An alias cannot have an anchor or a tag', 'Write the alias alone'],
  BAD_ALIAS: ['The name of an anchor or alias is missing', QUOTE],
  BAD_DIRECTIVE: ['FlowLang reads no YAML directives', 'Remove the line that starts with %'],
  NON_STRING_KEY: ['A key must be a text', 'Quote it'],
};

/** Says that a value with a `: ` in it needs quotes. */
export function reportCompactMap(at: number, report: Report): void {
  const [message = '', hint] = EXPLANATIONS['BLOCK_AS_IMPLICIT_KEY'] ?? [];
  report('FL1001', { start: at, end: at + 1 }, message, hint);
}

/** `if: ! blocked`: the `!` is a tag of its own, and what follows would be lost. */
export function reportBareTag(at: number, report: Report): void {
  const hint = 'Quote the whole value, or write `not` for the opposite';
  report('FL1006', { start: at, end: at + 1 }, '`!` is read as a YAML tag', hint);
}

/** Reports them; false where the tree cannot be trusted. */
export function reportProblems(text: string, problems: readonly YamlProblem[], report: Report): boolean {
  const lines = new Set<number>();
  const deeper = tooDeep(problems);
  for (const problem of problems) {
    const tooFar = deeper.get(problem.pos[0]);
    if (tooFar !== undefined) {
      reportTooDeep(text, tooFar, report);
      return false;
    }
    const range = placeOf(text, problem);
    const line = text.lastIndexOf('\n', range.start - 1);
    if (!lines.has(line)) reportProblem(text, problem, range, report);
    lines.add(line);
    if (!isLocal(problem.code)) return false;
  }
  return true;
}

/** Of each map that seems to start behind a key because the next line is indented deeper: what spans both lines. */
export function tooDeep(problems: readonly YamlProblem[]): ReadonlyMap<number, YamlProblem> {
  const maps = new Set(problems.filter(({ code }) => code === 'BLOCK_AS_IMPLICIT_KEY').map(({ pos }) => pos[0]));
  const spanning = problems.filter(({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && maps.has(pos[0]));
  return new Map(spanning.map((problem) => [problem.pos[0], problem]));
}

function reportTooDeep(text: string, { pos: [start, end] }: YamlProblem, report: Report): void {
  const line = text.lastIndexOf('\n', end - 1) + 1;
  const indent = /^ */.exec(text.slice(line, end))?.[0].length ?? 0;
  const range = { start: Math.max(start, line + indent), end };
  report(
    'FL1001',
    range,
    'This line is indented deeper than the key above it, and so goes on with the value of that key',
    'Indent it like the line above',
  );
}

function placeOf(text: string, { pos }: YamlProblem): Range {
  const blanks = /^ */.exec(text.slice(pos[0], pos[0] + 200))?.[0].length ?? 0;
  const start = Math.min(Math.max(pos[0] + blanks, 0), Math.max(text.length - 1, 0));
  return { start, end: Math.max(start + 1, Math.min(pos[1], text.length)) };
}

function reportProblem(text: string, problem: YamlProblem, range: Range, report: Report): void {
  if (problem.code === 'RESOURCE_EXHAUSTION') {
    report('FL1009', range, 'The file is nested too deep', 'Move a part of it to a flow of its own');
  } else if (problem.code === 'TAG_RESOLVE_FAILED') {
    const tag = text.slice(range.start, range.end);
    report('FL1006', range, `\`${tag}\` is read as a YAML tag`, tagHint(text, range), quoteCondition(text, range));
  } else {
    const [message, hint] = EXPLANATIONS[problem.code] ?? explain(text, problem, range);
    report('FL1001', range, message, hint, fixOf(problem, text, range));
  }
}

function fixOf({ code, message }: YamlProblem, text: string, range: Range): Fix | undefined {
  if (isBehindValue(message)) return quoteLine(text, range.start);
  if (code === 'TAB_AS_INDENT') return spacesForTabs(text);
  return code === 'BAD_SCALAR_START' ? quoteValue(text, range) : undefined;
}

/** In a condition `!` can only mean `not`. */
function quoteCondition(text: string, range: Range): Fix | undefined {
  const before = text.slice(Math.max(0, range.start - 50), range.start);
  const isNegation = text[range.start + 1] !== '!' && /[\s{,](?:if|while):[ \t]+$/.test(before);
  return isNegation ? quoteValue(text, range) : undefined;
}

/** Two spaces for each tab, in a file that is indented with tabs throughout: its lines keep their order of depth. */
function spacesForTabs(text: string): Fix | undefined {
  if (/^ +\S/m.test(text)) return undefined;
  return [...text.matchAll(/^\t+/gm)].map(({ 0: tabs, index }) => ({
    range: { start: index, end: index + tabs.length },
    text: '  '.repeat(tabs.length),
  }));
}

function tagHint(text: string, range: Range): string {
  const name = text.slice(range.start, range.end).replace(/^!+/, '');
  return name === '' ? QUOTE : `Quote the text, or write \`not ${name}\` for the opposite`;
}

function explain(text: string, problem: YamlProblem, range: Range): Explanation {
  const before = text.slice(0, range.start).trimEnd();
  if (problem.message.startsWith('Missing closing'))
    return ['A quote is opened and never closed', 'Close it with the same quote'];
  if (isBehindValue(problem.message)) {
    const hint = /["']$/.test(before)
      ? 'Quote the whole value, with the other kind of quotes around: \'…"…"…\''
      : 'Write it on a line of its own, or quote the whole value';
    return ['The value ended before this', hint];
  }
  if (problem.message.startsWith('Implicit map keys'))
    return ['A `:` is missing after this key', 'Write `key: value`, or indent a text that goes on from above'];
  if (problem.message.startsWith('Sequence item without')) {
    return ['This does not line up with what stands above', 'Indent it like the line above, or start it with `- `'];
  }
  const hint = 'Check the quotes, the brackets and the indentation here and above';
  return [`This is not valid YAML: ${lowerFirst(problem.message)}`, hint];
}

/** `"a" == "b"`: what follows the second quote belongs to nothing. */
function isBehindValue(message: string): boolean {
  return /^Unexpected \S+ at node end/.test(message);
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).split('\n')[0]?.replace(/\.$/, '');
}
