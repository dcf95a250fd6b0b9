import { closest } from './expression/closest.ts';

const LONGEST_WORD = 100;
const MOST_CANDIDATES = 500;

/** A hint that names the candidate which was most likely meant; `otherwise` where none is near. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise?: string): string | undefined {
  const found = word.length > LONGEST_WORD ? undefined : closest(word, [...candidates].slice(0, MOST_CANDIDATES));
  return found === undefined ? otherwise : `Did you mean \`${found}\`?`;
}
