/** Seconds from now, of a `Retry-After` in seconds or as an HTTP date; undefined for anything else. */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  const text = `${header}`;
  // Date.parse takes nearly anything, "soon 1" too: only what looks like an HTTP date is let through.
  const until = Math.max(0, (Date.parse(/ GMT$/.test(text) ? text : '') - now) / 1000);
  const seconds = /^\d+$/.test(text) ? +text : until;
  return seconds >= 0 ? seconds : undefined;
}
