/** What options take, and how help shows examples. */
import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import type { JournalChoice } from '../../open-journal.ts';

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** An option that was forgotten its folder would take the next one for it, and complain of what comes after that. */
export function folder(text: string): string {
  if (!text.startsWith('-')) return text;
  throw new InvalidArgumentError(`It must be a folder. One that begins with a dash is ./${text}.`);
}

export function journalChoice(text: string): JournalChoice {
  if (text === 'memory' || text === 'sqlite') return text;
  const path = /^sqlite:(.+)$/.exec(text)?.[1];
  if (path !== undefined) return `sqlite:${path}`;
  throw new InvalidArgumentError('It must be sqlite, sqlite:PATH or memory.');
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (unit in UNITS) return Number(number) * UNITS[unit as keyof typeof UNITS]; // Asked on this line.
  throw new InvalidArgumentError('It must be a number and a unit, such as 500ms, 30s, 5m, 12h or 7d.');
}

/** A number of hops, or addresses and subnets as Fastify takes them. */
export function proxies(text: string): number | string {
  if (/^\d{1,2}$/.test(text) && Number(text) > 0) return Number(text);
  const names = text.split(',').map((name) => name.trim());
  if (names.every(isNetwork)) return names.join(',');
  throw new InvalidArgumentError(
    'It must be a number of proxies, or addresses such as 10.0.0.1, 10.0.0.0/8, loopback, linklocal or uniquelocal, with commas.',
  );
}

function isNetwork(name: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(name)) return true;
  const [address = '', bits, ...more] = name.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  if (isIP(address) === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most);
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
