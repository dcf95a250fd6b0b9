/**
 * Does a pattern backtrack exponentially? It does where one text leads from a state back to the same state in two ways:
 * then a text of n such rounds can be read in 2^n ways, and all are tried before the pattern fails.
 */
import { type Automaton, buildAutomaton } from './pattern-automaton.ts';
import { readPattern } from './pattern-syntax.ts';

/** Beyond these a pattern is not proven harmless, and so refused. */
const LONGEST_PATTERN = 2_000;
const MOST_STATES = 400;
const MOST_STEPS = 3_000_000;

/** Characters of several alphabets and kinds, to see which parts of a pattern can match the same. */
const SAMPLE = 'éßЖжα漢字あ٣न한€“–…\u00a0\u0301\u2028\u3000😀';

/** True where a pattern can take exponential time, or is too large to tell. JavaScript accepts it with the flag `u`. */
export function backtracksExponentially(pattern: string): boolean {
  if (pattern.length > LONGEST_PATTERN) return true;
  const { root, lookarounds } = readPattern(pattern);
  const characters = charactersFor(pattern);
  return [root, ...lookarounds].some((node) => isAmbiguousLoop(buildAutomaton(node), characters));
}

/** Where two parts of a pattern overlap, they do so at one of these: the borders of its ranges, ASCII, and the sample. */
function charactersFor(pattern: string): readonly string[] {
  const points = new Set<number>();
  const escaped = [...pattern.matchAll(/\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2}))/g)];
  for (const [, braced, unicode, hex] of escaped) points.add(Number.parseInt(braced ?? unicode ?? hex ?? '0', 16));
  for (const char of pattern + SAMPLE) points.add(char.codePointAt(0) ?? 0);
  const near = [...points].flatMap((point) => [point - 1, point, point + 1]);
  const ascii = Array.from({ length: 128 }, (_, point) => point);
  return [...new Set([...near, ...ascii])]
    .filter((point) => point >= 0 && point <= 0x10ffff)
    .map((point) => String.fromCodePoint(point));
}

function isAmbiguousLoop({ states, edges }: Automaton, characters: readonly string[]): boolean {
  if (states.length > MOST_STATES) return true;
  const reach = edges.map((_, state) => reachable(edges, state));
  const loops = edges.map((next, state) => [...next.keys()].filter((to) => reach[to]?.has(state)));
  const isTwofold = loops.some((next, state) => next.some((to) => (edges[state]?.get(to) ?? 0) > 1));
  return isTwofold || meetsAgain(loops, overlaps(states, characters));
}

/** Two different ways that start at one state, read the same text and meet at one state, all inside of one loop. */
function meetsAgain(loops: readonly (readonly number[])[], overlap: (one: number, other: number) => boolean): boolean {
  const size = loops.length;
  const seen = new Set<number>();
  const pending: number[] = [];
  let steps = 0;
  const go = (one: number, other: number): boolean => {
    for (const left of loops[one] ?? []) {
      for (const right of loops[other] ?? []) {
        steps += 1;
        if (left === right && one !== other) return true;
        if (left === right || seen.has(left * size + right) || !overlap(left, right)) continue;
        seen.add(left * size + right);
        pending.push(left * size + right);
      }
    }
    return steps > MOST_STEPS;
  };
  for (let state = 0; state < size; state += 1) if (go(state, state)) return true;
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    if (go(Math.floor(pair / size), pair % size)) return true;
  }
  return false;
}

function reachable(edges: Automaton['edges'], from: number): ReadonlySet<number> {
  const found = new Set<number>();
  const pending = [from];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const next of edges[state]?.keys() ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      pending.push(next);
    }
  }
  return found;
}

function overlaps(states: readonly string[], characters: readonly string[]): (one: number, other: number) => boolean {
  const matches = new Map<string, ReadonlySet<string>>();
  for (const source of states) {
    if (!matches.has(source)) {
      const expression = new RegExp(`^(?:${source})$`, 'u');
      matches.set(source, new Set(characters.filter((char) => expression.test(char))));
    }
  }
  const known = new Map<string, boolean>();
  return (one, other) => {
    const [left, right] = [states[one] ?? '', states[other] ?? ''];
    const key = `${left}\u0000${right}`;
    const found = known.get(key) ?? [...(matches.get(left) ?? [])].some((char) => matches.get(right)?.has(char));
    known.set(key, found);
    return found;
  };
}
