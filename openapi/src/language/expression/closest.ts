import { distance } from 'fastest-levenshtein';
import { isSlip, type Vocabulary } from './slips.ts';

/** The name that was probably meant, the first of equals. Two letters that changed places are two mistakes. */
export function closest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = mostTypos(name) + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue;
    const typos = typosBetween(name, candidate);
    if (typos < fewest) [best, fewest] = [candidate, typos];
  }
  return best;
}

/** The name that was meant for certain: no other is near, and the two differ by a slip of the fingers alone. */
export function certainlyMeant(name: string, names: Iterable<string>, vocabulary: Vocabulary): string | undefined {
  const meant = onlyMeant(name, names);
  return meant !== undefined && isSlip(name, meant, vocabulary) ? meant : undefined;
}

/** The name that was meant in all likelihood: no other is near, and the two differ by little. */
export function onlyMeant(name: string, names: Iterable<string>): string | undefined {
  const near = new Set<string>();
  const most = mostTypos(name);
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > most || typosBetween(name, candidate) > most) continue;
    near.add(candidate);
    if (near.size > 1) return undefined;
  }
  const [meant] = near;
  return meant !== undefined && isNear(name, meant) ? meant : undefined;
}

function mostTypos(name: string): number {
  return name.length < 4 ? Math.floor(name.length / 3) : Math.max(2, Math.floor(name.length / 3));
}

function typosBetween(name: string, candidate: string): number {
  return distance(name.toLowerCase(), candidate.toLowerCase());
}

/** `order1` is no misspelt `order2`. */
function isNear(name: string, meant: string): boolean {
  if (name.replaceAll(/\D/g, '') !== meant.replaceAll(/\D/g, '')) return false;
  const typos = typosBetween(name, meant);
  return typos <= Math.max(1, Math.floor(name.length / 4)) || areSwapped(name.toLowerCase(), meant.toLowerCase());
}

/** Two neighbouring letters changed places, and nothing else. */
function areSwapped(name: string, meant: string): boolean {
  const at = [...name].findIndex((letter, index) => letter !== meant[index]);
  const swapped = name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2);
  return at >= 0 && swapped === meant;
}
