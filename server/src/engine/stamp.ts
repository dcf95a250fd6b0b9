/** Times as events tell them. */

let lastTime = 0;
let lastIso = '';

/** Many events, of all executions, fall into one millisecond; to write a date costs more than to run a step. */
export function isoTime(time: number): string {
  if (time !== lastTime) {
    lastTime = time;
    lastIso = new Date(time).toISOString();
  }
  return lastIso;
}

/** Milliseconds since 1970; nearly always of the time that was written last. */
export function timeOf(iso: string): number {
  return iso === lastIso ? lastTime : Date.parse(iso);
}

/** Milliseconds with microseconds. A clock that was set back is no reason for less than 0. */
export function duration(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) * 1000) / 1000);
}
