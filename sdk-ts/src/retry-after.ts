/** Seconds from now, of a `Retry-After` in seconds or as an HTTP date; undefined for anything else. */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  // Date.parse takes nearly anything, "soon 1" too: only what looks like an HTTP date is let through.
  const time = /^[A-Z][a-z]+, .* GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, (time - now) / 1000);
}
