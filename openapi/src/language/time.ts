/** RFC 3339, whose offset is not optional: a time without one would mean another moment on another machine. */
export const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 UTC; undefined if the text is no time with a time zone. */
export function parseTime(text: string): number | undefined {
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
