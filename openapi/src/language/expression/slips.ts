/**
 * Is a name another one by a slip of the fingers alone? `--fix` rewrites nothing else: `max_price` is no misspelt
 * `min_price`, though a letter or two are all that they differ in.
 */

/** `keywords`: words of the language, beside which there are no others. `names`: what an author may call anything. */
export type Vocabulary = 'keywords' | 'names';

/** Shorter words are too near to others: `form` and `from`, `src` and `rsc`. */
const SHORTEST: Readonly<Record<Vocabulary, number>> = { keywords: 4, names: 5 };

/** Words that are a slip away from another word, and so may be none. */
const WORDS = new Set(
  [
    'angel angle assess asses below bellow brunt burnt carer career casual causal chose choose',
    'complaint compliant coral corral crops corps dairy diary desert dessert diner dinner discus discuss field filed',
    'files flies filing filling goals gaols grids girds later latter loser looser martial marital minute minuet nuclear unclear',
    'perfect prefect planed planned planing planning poled polled pooled poling polling pooling princes princess quiet',
    'quite rated ratted sacred scared scarred serve sever served severed serves severs signed singed signs sings silver',
    'sliver spilt split stared starred steeped stepped striped stripped super supper taped tapped tired tried trail',
    'trails trial trials united untied unites unties wining winning wraps warps',
  ].flatMap((line) => line.split(' ')),
);

/** True where the two have the same letters in the same words, but for one slip in one of them. */
export function isSlip(name: string, meant: string, vocabulary: Vocabulary): boolean {
  const [written, wanted] = [wordsOf(name), wordsOf(meant)];
  if (written.join('') === wanted.join('')) return meant.length > 1;
  if (written.length !== wanted.length) return false;
  const [only, second] = written.flatMap((word, index) => {
    const other = wanted[index] ?? '';
    return word === other ? [] : [[word, other] as const];
  });
  return only !== undefined && second === undefined && isSlipOfWord(...only, vocabulary);
}

/** `onError`, `on-error` and `on_error` are the same words; `_id` is not `id`. */
function wordsOf(name: string): readonly string[] {
  const words = name.split(/(?<=[A-Za-z\d])[_-]+(?=[A-Za-z\d])|(?<=[a-z\d])(?=[A-Z])/);
  return words.map((word) => word.toLowerCase());
}

function isSlipOfWord(word: string, meant: string, vocabulary: Vocabulary): boolean {
  if (Math.min(word.length, meant.length) < SHORTEST[vocabulary]) return false;
  // Whoever means `latitude` does not write `altitude`: fingers slip later in a word.
  if (vocabulary === 'names' && (WORDS.has(word) || word[0] !== meant[0])) return false;
  if (areSwapped(word, meant)) return true;
  const [longer, shorter] = word.length > meant.length ? [word, meant] : [meant, word];
  const at = firstDifference(longer, shorter);
  const hasOneMore = longer.slice(0, at) + longer.slice(at + 1) === shorter;
  // `handles` is one letter short of `handlers`, and `contact` of `contract`: only one that stands twice is too many.
  return hasOneMore && (vocabulary === 'keywords' || longer.charAt(at) === longer.charAt(at - 1));
}

/** Two neighbouring letters changed places, and nothing else. */
function areSwapped(word: string, meant: string): boolean {
  const at = firstDifference(word, meant);
  const swapped = word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  return swapped === meant;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
