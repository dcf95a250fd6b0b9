/** Regular expressions as a tree: as much of their syntax as it takes to see how they repeat. */

export type PatternNode =
  | { readonly kind: 'empty' }
  /** One character; `source` is a regular expression for it. */
  | { readonly kind: 'atom'; readonly source: string }
  | { readonly kind: 'sequence' | 'choice'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly least: number; readonly most: number };

const EMPTY: PatternNode = { kind: 'empty' };
const ANYTHING: PatternNode = {
  kind: 'repeat',
  item: { kind: 'atom', source: '[^]' },
  least: 0,
  most: Number.POSITIVE_INFINITY,
};

const CLASS = /\[(?:\\[\s\S]|[^\]\\])*\]/y;
const ESCAPE =
  /\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[pP]\{[^}]*\}|c[A-Za-z]|k<[^>]*>|[1-9]\d*|[\s\S])/uy;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;
const GROUP = /\((?:\?(?:<[=!]|[=!]|<[^>]*>|[a-z-]*:))?/y;

/** Reads a pattern that JavaScript accepts with the flag `u`; `lookarounds` are patterns of their own. */
export function readPattern(pattern: string): {
  readonly root: PatternNode;
  readonly lookarounds: readonly PatternNode[];
} {
  const reader = new PatternReader(pattern);
  const root = reader.choice();
  return { root, lookarounds: reader.lookarounds };
}

class PatternReader {
  readonly lookarounds: PatternNode[] = [];
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  choice(): PatternNode {
    const items = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at += 1;
      items.push(this.#sequence());
    }
    return items.length === 1 ? (items[0] ?? EMPTY) : { kind: 'choice', items };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at] ?? '')) {
      items.push(this.#quantified(this.#item()));
    }
    return { kind: 'sequence', items };
  }

  #item(): PatternNode {
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    if (char === '(') return this.#group();
    if (char === '^' || char === '$') return this.#skip(1, EMPTY);
    const source = char === '[' ? this.#match(CLASS)?.[0] : char === '\\' ? this.#match(ESCAPE)?.[0] : undefined;
    if (source === undefined) return this.#skip(char.length, { kind: 'atom', source: char });
    if (/^\\[bB]$/.test(source)) return EMPTY;
    return /^\\(?:k<|[1-9])/.test(source) ? ANYTHING : { kind: 'atom', source };
  }

  #group(): PatternNode {
    const opening = this.#match(GROUP)?.[0] ?? '(';
    const inner = this.choice();
    this.#at += 1;
    if (!/^\(\?<?[=!]/.test(opening)) return inner;
    this.lookarounds.push(inner);
    return EMPTY;
  }

  #quantified(item: PatternNode): PatternNode {
    const found = this.#match(QUANTIFIER);
    if (!found) return item;
    const sign = found[0].charAt(0);
    if (sign === '?') return { kind: 'repeat', item, least: 0, most: 1 };
    if (sign !== '{') return { kind: 'repeat', item, least: sign === '+' ? 1 : 0, most: Number.POSITIVE_INFINITY };
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY;
    return { kind: 'repeat', item, least, most };
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#pattern);
    if (!found) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #skip(length: number, node: PatternNode): PatternNode {
    this.#at += length;
    return node;
  }
}
