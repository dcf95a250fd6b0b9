/** What a caller would like: the header `Prefer` (RFC 7240). What is not known, or makes no sense, is passed over. */
import type { FastifyRequest } from 'fastify';

/** Seconds: proxies give up long before. */
const LONGEST_WAIT = 600;

/** Quoted texts, also one that does not end; words; the signs between them. Each character is looked at once. */
const TOKENS = /"(?:[^"\\]|\\.)*"?|[\w!#$%&'*+.^`|~-]+|\S/g;

const WORD = /^["\w!#$%&'*+.^`|~-]/;

export interface Preference {
  /** Milliseconds to wait for the result; then it is a 202. */
  readonly wait: number;
  /** What is heeded, for the header `Preference-Applied`. */
  readonly applied: string;
}

/** Undefined: the caller waits for the end. */
export function requestedPreference(request: FastifyRequest): Preference | undefined {
  const header = request.headers['prefer'];
  // Node makes one text of repeated headers.
  if (typeof header !== 'string') return undefined;
  const preferences = parsePreferences(header);
  const seconds = preferences.get('wait') ?? '';
  if (!/^\d{1,9}$/.test(seconds)) {
    return preferences.has('respond-async') ? { wait: 0, applied: 'respond-async' } : undefined;
  }
  const wait = Math.min(Number(seconds), LONGEST_WAIT);
  const applied = preferences.has('respond-async') ? `respond-async, wait=${wait}` : `wait=${wait}`;
  return { wait: wait * 1000, applied };
}

/** By name in lower case; of one that is said twice the first counts. */
export function parsePreferences(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let tokens: string[] = [];
  for (const token of [...(header.match(TOKENS) ?? []), ',']) {
    if (token !== ',') {
      tokens.push(token);
      continue;
    }
    const [name, value = ''] = preferenceOf(tokens);
    if (name !== undefined && !found.has(name)) found.set(name, value);
    tokens = [];
  }
  return found;
}

/** Nothing here reads the parameters of a preference. */
function preferenceOf(tokens: readonly string[]): readonly string[] {
  const end = tokens.indexOf(';');
  const [name = '', sign, value = '', more] = end === -1 ? tokens : tokens.slice(0, end);
  if (!WORD.test(name) || more !== undefined) return [];
  if (sign === undefined) return [name.toLowerCase()];
  return sign === '=' && WORD.test(value) ? [name.toLowerCase(), unquoted(value)] : [];
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
