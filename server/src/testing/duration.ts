/** Lengths of time as a test writes them. */
import { FlowLangError } from '../errors.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PART = /(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g;

/**
 * Milliseconds.
 *
 * @param time `'5m'`, `'1h 30m'`, `'250ms'`, or a number of seconds, as flow.yaml has it
 */
export function milliseconds(time: string | number): number {
  if (typeof time === 'number' && time >= 0) return time * 1000;
  const text = String(time).trim();
  const parts = [...text.matchAll(PART)];
  if (parts.length === 0 || text.replaceAll(PART, '').trim() !== '') {
    throw new FlowLangError(`'${text}' is no length of time: write '5m', '1h 30m', '250ms', or a number of seconds.`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0); // The pattern takes no other.
}
