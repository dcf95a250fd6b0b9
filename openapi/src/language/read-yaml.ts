/**
 * Text to a tree of nodes. This is the only file that knows the YAML library. YAML 1.2, core schema; what FlowLang does
 * not read (tags, merge keys, aliases that explode, numbers that JSON cannot hold) is reported with its place.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Report } from './diagnostics.ts';
import type { Json, Range } from './model.ts';
import { Anchors } from './yaml-anchors.ts';
import { COVERED, coverLines, reportCutByComment, reportHalf, type Suspect } from './yaml-masking.ts';
import type { ScalarStyle, YamlEntry, YamlMap, YamlNode, YamlScalar } from './yaml-node.ts';
import { isLocal, reportBareTag, reportProblems, tooDeep, type YamlProblem } from './yaml-problems.ts';
import { textScalar } from './yaml-scalar.ts';

/** UTF-16 units of a flow file. */
export const MAX_FILE_LENGTH = 1_000_000;
export const MAX_NESTING = 200;

const SPLIT_HINT = 'Move a part of it to a flow of its own, and call that as a `subflow`';

const MAX_ROUNDS = 20;
const CORE_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
);
const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
};

/** The map that a flow file holds; undefined, and at least one report, where it holds none. */
export function readYaml(text: string, report: Report): YamlMap | undefined {
  const node = readRoot(text, report, 'Start with `flow: MyFlow` and `steps: []`');
  if (node === undefined || node.kind === 'map') return node;
  if (node.kind === 'list' || !node.broken) {
    const what = node.kind === 'list' ? 'a list' : 'a single value';
    report(
      'FL1002',
      { start: node.range.start, end: node.range.start + 1 },
      `The file holds ${what}, not a map`,
      'Start with `flow: MyFlow`',
    );
  }
  return undefined;
}

/**
 * What a file holds; undefined, and at least one report, where that cannot be read.
 *
 * @param start what to begin an empty file with
 */
export function readRoot(text: string, report: Report, start: string): YamlNode | undefined {
  if (text.length > MAX_FILE_LENGTH) {
    const message = `The file is larger than ${MAX_FILE_LENGTH} characters`;
    report('FL1009', { start: 0, end: 1 }, message, SPLIT_HINT);
    return undefined;
  }
  const [document, next] = parse(text, report);
  if (document?.directives.yaml.version === '1.1') {
    report('FL1001', { start: 0, end: 1 }, 'FlowLang reads YAML 1.2', 'Remove the line `%YAML 1.1`');
  }
  const problems = [...(document?.errors ?? []), ...(document?.warnings ?? [])].sort((a, b) => a.pos[0] - b.pos[0]);
  if (!reportProblems(text, problems, report)) return undefined;
  if (next !== undefined) {
    report(
      'FL1003',
      { start: next.range[0], end: next.range[0] + 1 },
      'A second document starts here',
      'One file holds one flow: remove the `---` or `...`',
    );
  }
  const root = document?.contents;
  if (document === undefined || !root || (isScalar(root) && root.value === null && root.source === '')) {
    report('FL1002', { start: 0, end: 1 }, 'The file is empty', start);
    return undefined;
  }
  const broken = problems.map((problem) => problem.pos[0]);
  return new TreeReader(text, report, broken).read(root, 0);
}

function parse(text: string, report: Report): readonly Document.Parsed[] {
  let source = text;
  const rounds = Math.min(MAX_ROUNDS, Math.ceil(MAX_FILE_LENGTH / (text.length + 1)) + 1);
  for (let round = 0; ; round += 1) {
    const documents: readonly Document.Parsed[] = [
      ...parseAllDocuments(source, {
        schema: 'core',
        merge: false,
        uniqueKeys: false,
        resolveKnownTags: false,
        prettyErrors: false,
        logLevel: 'silent',
      }),
    ];
    const covered = round < rounds ? coverLines(source, coverable(documents[0]?.errors ?? []), report) : undefined;
    if (covered === undefined) return documents;
    source = covered;
  }
}

/** Where a covered text lets the rest be read: problems that spoil one value, and the first that spoils all below. */
function coverable(problems: readonly YamlProblem[]): readonly Suspect[] {
  const deeper = tooDeep(problems);
  const caused = problems.filter(({ code, pos }) => code !== 'TAG_RESOLVE_FAILED' && !deeper.has(pos[0]));
  const fatal = caused.find(({ code }) => !isLocal(code));
  return caused
    .filter((problem) => isLocal(problem.code) || problem === fatal)
    .map(({ code, pos }) => ({ at: pos[0], isCompactMap: code === 'BLOCK_AS_IMPLICIT_KEY' }))
    .sort((a, b) => a.at - b.at);
}

interface Key {
  readonly text: string;
  readonly range: Range;
  readonly at: (index: number) => number;
}

/** Turns the library's nodes into ours, once each: an alias shares the node of its anchor. */
class TreeReader {
  readonly #text: string;
  readonly #report: Report;
  /** Where a problem was reported that spoils one node. */
  readonly #broken: ReadonlySet<number>;
  readonly #brokenSorted: readonly number[];
  readonly #anchors: Anchors;

  constructor(text: string, report: Report, broken: readonly number[]) {
    this.#text = text;
    this.#report = report;
    this.#anchors = new Anchors(report);
    this.#broken = new Set(broken);
    this.#brokenSorted = broken;
  }

  read(node: Node, depth: number): YamlNode {
    if (isAlias(node)) return this.#anchors.find(node.source, rangeOf(node)) ?? this.#spoilt(rangeOf(node));
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor) this.#anchors.open(anchor);
    const result = this.#readOwn(node, depth);
    if (anchor) this.#anchors.set(anchor, result);
    return result;
  }

  #readOwn(node: Node, depth: number): YamlNode {
    const range = rangeOf(node);
    if (depth > MAX_NESTING) {
      this.#report(
        'FL1009',
        { start: range.start, end: range.start + 1 },
        `The file is nested deeper than ${MAX_NESTING} levels`,
        SPLIT_HINT,
      );
      return this.#spoilt(range);
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.tag && !CORE_TAGS.has(node.tag)) {
      // The library reports every other tag by itself.
      if (node.tag === '!') reportBareTag(this.#text.lastIndexOf('!', range.start), this.#report);
      return this.#spoilt(range);
    }
    if (isScalar(node)) return this.#scalar(node, range);
    if (this.#broken.has(range.start)) return this.#spoilt(range);
    if (isMap<Node, Node | null>(node)) return this.#map(node, range, depth);
    if (!isSeq<Node | Pair<Node, Node | null>>(node)) return this.#spoilt(range);
    const items = node.items.map((item) => ('range' in item ? this.read(item, depth + 1) : this.#spoilt(range)));
    return { kind: 'list', range: node.flow ? range : enclose(range, items.at(-1)), items };
  }

  #map(node: YAMLMap<Node, Node | null>, range: Range, depth: number): YamlNode {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    let isPartial = false;
    for (const pair of node.items) {
      const key = this.#key(pair.key);
      if (key === 'unquoted') return this.#spoilt(range);
      const value = key && this.#value(pair, key.range, depth);
      isPartial ||= !key;
      if (!key || !value) continue;
      if (seen.has(key.text)) {
        this.#report('FL1004', key.range, `The key \`${key.text}\` stands twice in this map`, 'Keep one of them');
        continue;
      }
      seen.add(key.text);
      entries.push({ key: key.text, keyRange: key.range, keyAt: key.at, value });
    }
    // Of `{{name}}` nothing is left: to say that a map is none of what is wanted would be a second diagnostic.
    if (entries.length === 0 && node.items.length > 0) return this.#spoilt(range);
    const whole = node.flow ? range : enclose(range, entries.at(-1)?.value);
    return { kind: 'map', range: whole, entries, ...(isPartial && { isPartial }) };
  }

  #value(pair: Pair<Node, Node | null>, keyRange: Range, depth: number): YamlNode {
    const { value } = pair;
    const isEmpty = !value || (isScalar(value) && value.value === null && value.source === '' && !value.tag);
    return isEmpty
      ? { kind: 'scalar', range: keyRange, value: null, broken: false, at: () => keyRange.start }
      : this.read(value, depth + 1);
  }

  /** A key as text; undefined where it was reported, and `unquoted` where it is a half of a `${…}`. */
  #key(node: Node): Key | 'unquoted' | undefined {
    const range = rangeOf(node);
    if (!isScalar(node)) {
      this.#report('FL1001', range, 'A key must be a text', 'Quote it');
      return undefined;
    }
    if (node.anchor) this.#anchors.set(node.anchor, this.#scalar(node, range));
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
    if (text.includes(COVERED)) return undefined;
    if (node.type === 'PLAIN' && text === '<<') {
      this.#report('FL1006', range, 'FlowLang does not read the merge key `<<`', 'Write the keys out');
      return undefined;
    }
    if (node.type === 'PLAIN' && reportHalf(this.#text, text, range, this.#report)) return 'unquoted';
    const { at } = this.#textScalar(node, text, range);
    return { text, range, at };
  }

  #scalar(node: Scalar, range: Range): YamlNode {
    const source = node.source ?? '';
    const isSpoilt = this.#isBrokenWithin(range) || source.includes(COVERED);
    if (isSpoilt) return this.#spoilt(range);
    if (typeof node.value === 'number' && !this.#isJsonNumber(node.value, source, range)) return this.#spoilt(range);
    const value = node.value as Json; // The core schema has no other values.
    if (typeof value !== 'string') return { kind: 'scalar', range, value, broken: false, at: () => range.start };
    if (node.type === 'PLAIN' && reportCutByComment(this.#text, value, range, this.#report)) return this.#spoilt(range);
    return this.#textScalar(node, value, range);
  }

  #textScalar(node: Scalar, value: string, range: Range): YamlScalar {
    return textScalar(this.#text, value, range, STYLES[node.type ?? ''] ?? 'block');
  }

  #isJsonNumber(value: number, source: string, range: Range): boolean {
    const isExact = !/^([-+]?\d+|0[xo][\da-fA-F]+)$/.test(source) || Number.isSafeInteger(value);
    if (Number.isFinite(value) && isExact) return true;
    const message = isExact
      ? 'JSON has no such number'
      : 'This integer is beyond 2^53 − 1: JSON cannot hold it exactly';
    this.#report('FL1007', range, message, 'Quote it to have it as a text');
    return false;
  }

  #isBrokenWithin(range: Range): boolean {
    let [low, high] = [0, this.#brokenSorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#brokenSorted[middle] ?? 0) < range.start) low = middle + 1;
      else high = middle;
    }
    return (this.#brokenSorted[low] ?? Number.POSITIVE_INFINITY) < range.end;
  }

  #spoilt(range: Range): YamlNode {
    return { kind: 'scalar', range, value: null, broken: true, at: () => range.start };
  }
}

function rangeOf(node: Node): Range {
  const [start, end] = node.range ?? [0, 0];
  return { start, end: Math.max(start, end) };
}

function enclose(range: Range, last: YamlNode | undefined): Range {
  return last === undefined ? range : { start: range.start, end: Math.max(range.start, last.range.end) };
}
