/** The engine's world as it is: this machine's clock, its random source, its timers. */

import { setImmediate as turn } from 'node:timers/promises';
import { Alarms } from './alarms.ts';
import type { Clock, Logger, World } from './engine/ports.ts';

/** Node fires timers of more milliseconds at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Milliseconds after which the clock of the machine is looked at anew: somebody may have set it. */
const CLOCK_TRUST = 1000;

let offset = 0;
let readAt = Number.NEGATIVE_INFINITY;

/** The time with fractions, in one reading. */
function now(): number {
  const elapsed = performance.now();
  if (elapsed - readAt > CLOCK_TRUST) {
    readAt = elapsed;
    offset = Date.now() - elapsed;
  }
  return offset + elapsed;
}

const alarms = new Alarms(now);

export const systemClock: Clock = {
  now,
  after(delay, wake) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer =
        left > LONGEST_TIMER ? setTimeout(() => wait(left - LONGEST_TIMER), LONGEST_TIMER) : setTimeout(wake, left);
    };
    wait(delay);
    return () => clearTimeout(timer);
  },
  at: (due, wake) => alarms.set(due, wake),
  breathe: () => turn(),
};

/** The time of the last id, as its first 15 characters, and how many ids have it. */
let lastTime = 0;
let lastPrefix = '';
let count = 0;

/** Of the operating system's randomness, for so many ids: to ask for each one costs more than the id. */
const IDS = 256;
const random = new Uint8Array(8 * IDS);
let randomText = '';
let left = 0;

/**
 * A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then a counter in the 12 bits of `rand_a` (6.2, method 1), so that
 * ids of one process sort in the order in which they were made; 62 bits are random.
 */
export function uuidv7(): string {
  const now = Date.now();
  count += 1;
  if (now > lastTime || count > 0xfff) {
    // A full counter borrows the next millisecond; so does a clock that was set back.
    lastTime = Math.max(now, lastTime + 1);
    const time = lastTime.toString(16).padStart(12, '0');
    lastPrefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    count = 0;
  }
  if (left === 0) {
    randomText = Buffer.from(crypto.getRandomValues(random)).toString('hex');
    left = IDS;
  }
  left -= 1;
  const at = 16 * left;
  const variant = '89ab'[(random[8 * left] ?? 0) >> 6];
  // Of so few characters a text of its own is made: a part of another one would keep that in memory.
  const tail = `${variant}${randomText.slice(at + 1, at + 4)}-${randomText.slice(at + 4, at + 16)}`;
  return `${lastPrefix}${count.toString(16).padStart(3, '0')}-${tail}`;
}

/** For programs that want no log. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export function systemWorld(logger: Logger, redact: (text: string) => string): World {
  return { clock: systemClock, newExecutionId: uuidv7, random: () => Math.random(), redact, logger };
}
