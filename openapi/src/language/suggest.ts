import { type Fix, respellAt } from './edits.ts';
import { certainlyMeant, closest } from './expression/closest.ts';
import type { Vocabulary } from './expression/slips.ts';
import type { Range } from './model.ts';

const LONGEST_WORD = 100;
const MOST_CANDIDATES = 500;

/** A hint that names the candidate which was most likely meant; `otherwise` where none is near. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise?: string): string | undefined {
  const found = word.length > LONGEST_WORD ? undefined : closest(word, firstOf(candidates));
  return found === undefined ? otherwise : `Did you mean \`${found}\`?`;
}

/** The fix for a misspelt name of an author's, where there is no doubt of the candidate that was meant. */
export function respell(word: string, range: Range, candidates: Iterable<string>): Fix | undefined {
  return respellIn('names', word, range, candidates);
}

/** The same for a word of the language. */
export function respellKeyword(word: string, range: Range, keywords: Iterable<string>): Fix | undefined {
  return respellIn('keywords', word, range, keywords);
}

function respellIn(vocabulary: Vocabulary, word: string, range: Range, candidates: Iterable<string>): Fix | undefined {
  const all = firstOf(candidates);
  if (word.length > LONGEST_WORD || all.length >= MOST_CANDIDATES) return undefined;
  const meant = certainlyMeant(word, all, vocabulary);
  return meant === undefined ? undefined : respellAt(range, word, meant);
}

/** There may be very many, and very many words. */
function firstOf(candidates: Iterable<string>): readonly string[] {
  const first = new Set<string>();
  for (const one of candidates) {
    if (first.size >= MOST_CANDIDATES) break;
    first.add(one);
  }
  return [...first];
}

const MOST_LISTED = 20;

/** "It has `a`, `b`": names that a reader can take in at a glance; `otherwise` where there are too many. */
export function listOfFew(lead: string, names: readonly string[], otherwise: string): string {
  return names.length > MOST_LISTED ? otherwise : `${lead} ${names.map((one) => `\`${one}\``).join(', ')}`;
}
