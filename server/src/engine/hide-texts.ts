/**
 * Puts `***` in place of texts. Callers choose both the texts and what they are looked for in, so that nothing here may take
 * longer than both are long: a RegExp of a long text does not compile, and the platform's search of one is quadratic.
 */

import { HIDDEN } from '@flowlang/openapi';

type Hide = (text: string) => string;

/** Looked for one after the other at first: quicker than all at once, and slow for nobody. */
const FEW = 30;
const SHORT = 100;

/** Answers a function that puts `***` in place of each of the texts. */
export function hider(texts: Iterable<string>): Hide {
  // The longest first: one may hold another.
  const sorted = [...new Set(texts)].sort((a, b) => b.length - a.length);
  const short = sorted.filter((one) => one.length <= SHORT);
  const long = sorted.slice(0, sorted.length - short.length);
  const hideShort = short.length <= FEW ? ifAny(short) : allAtOnce(short);
  if (long.length === 0) return hideShort;
  const hideLong = allAtOnce(long);
  return (text) => hideShort(hideLong(text));
}

/** Most texts hold none. Where one does, all are hidden at once: two that overlap share a part, which neither may show. */
function ifAny(texts: readonly string[]): Hide {
  const hide = allAtOnce(texts);
  return (text) => (texts.some((one) => text.includes(one)) ? hide(text) : text);
}

/** @param texts the longest first */
function allAtOnce(texts: readonly string[]): Hide {
  const shortest = texts.at(-1)?.length ?? 0;
  let automaton: Automaton | undefined;
  return (text) => {
    if (text.length < shortest) return text;
    automaton ??= new Automaton(texts);
    return withoutSpans(text, automaton.find(text));
  };
}

/** From its first character to before the second number. */
type Span = readonly [from: number, to: number];

function withoutSpans(text: string, spans: readonly Span[]): string {
  let shown = '';
  let at = 0;
  for (const [from, to] of spans) {
    shown += text.slice(at, from) + HIDDEN;
    at = to;
  }
  return at === 0 ? text : shown + text.slice(at);
}

/** Aho and Corasick's: a tree of all beginnings, each of which knows the longest other one that it ends with. */
class Automaton {
  /** Most nodes have one child; it stands here, the others in `more`. */
  private readonly character: Uint16Array;
  private readonly child: Int32Array;
  private readonly more = new Map<number, number>();
  private readonly ending: Int32Array;
  /** How long the longest of the texts is that ends here. */
  private readonly found: Int32Array;
  private size = 1;

  /** @param texts the longest first */
  constructor(texts: readonly string[]) {
    const most = texts.reduce((sum, one) => sum + one.length, 1);
    this.character = new Uint16Array(most);
    this.child = new Int32Array(most);
    this.ending = new Int32Array(most);
    this.found = new Int32Array(most);
    const nodes = new Int32Array(texts.length);
    // Level by level: what a node ends with is nearer to the root.
    for (let depth = 0; depth < (texts[0]?.length ?? 0); depth++) {
      for (const [index, text] of texts.entries()) {
        if (text.length <= depth) break;
        const node = this.grow(nodes[index] ?? 0, text.charCodeAt(depth));
        nodes[index] = node;
        if (text.length === depth + 1) this.found[node] = text.length;
      }
    }
  }

  /** The parts of the text that hold what is looked for, in order and apart from each other. */
  find(text: string): readonly Span[] {
    const spans: Span[] = [];
    let node = 0;
    for (let at = 0; at < text.length; at++) {
      node = this.next(node, text.charCodeAt(at));
      const length = this.found[node] ?? 0;
      if (length === 0) continue;
      let from = at + 1 - length;
      for (let last = spans.at(-1); last !== undefined && last[1] > from; last = spans.at(-1)) {
        from = Math.min(from, last[0]);
        spans.pop();
      }
      spans.push([from, at + 1]);
    }
    return spans;
  }

  private grow(parent: number, character: number): number {
    const known = this.childOf(parent, character);
    if (known !== 0) return known;
    const node = this.size++;
    const ending = parent === 0 ? 0 : this.next(this.ending[parent] ?? 0, character);
    this.ending[node] = ending;
    this.found[node] = this.found[ending] ?? 0;
    if (this.child[parent] === 0) {
      this.child[parent] = node;
      this.character[parent] = character;
    } else this.more.set(parent * 0x10000 + character, node);
    return node;
  }

  private next(from: number, character: number): number {
    for (let node = from; ; node = this.ending[node] ?? 0) {
      const child = this.childOf(node, character);
      if (child !== 0 || node === 0) return child;
    }
  }

  /** 0 if there is none: that is the root, which is nobody's child. */
  private childOf(node: number, character: number): number {
    if (this.character[node] === character) return this.child[node] ?? 0;
    return this.more.get(node * 0x10000 + character) ?? 0;
  }
}
