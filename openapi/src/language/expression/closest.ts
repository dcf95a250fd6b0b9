import { distance } from 'fastest-levenshtein';

/** The name that was probably meant, the first of equals. Two letters that changed places are two mistakes. */
export function closest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  const most = name.length < 4 ? Math.floor(name.length / 3) : Math.max(2, Math.floor(name.length / 3));
  let fewest = most + 1;
  for (const candidate of names) {
    const typos = distance(name.toLowerCase(), candidate.toLowerCase());
    if (typos < fewest) [best, fewest] = [candidate, typos];
  }
  return best;
}
