/** Texts that fit a schema: made of a format or of a pattern, else of the name that the text goes by. */

import type { ValueType } from '../language/model.ts';
import { type PatternNode, readPattern } from '../language/pattern-syntax.ts';

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T12:00:00.000Z',
  duration: 'PT1H',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  time: '12:00:00Z',
  uri: 'https://example.com/',
  'uri-reference': '/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** Characters that are tried for one of a pattern, the likeliest first. */
const CHARACTERS = [
  ...'a1A0_- .,:/@#+%',
  ...'bcdefghijklmnopqrstuvwxyz',
  ...'BCDEFGHIJKLMNOPQRSTUVWXYZ',
  ...'23456789',
];

export function sampleText({ format, pattern, minLength, maxLength }: ValueType, name: string): string {
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
  if (typeof pattern === 'string') return textOfPattern(pattern, least);
  const text = (typeof format === 'string' ? BY_FORMAT[format] : undefined) ?? name;
  return text.padEnd(least, 'x').slice(0, most);
}

function textOfPattern(pattern: string, least: number): string {
  const { root } = readPattern(pattern);
  const fits = new RegExp(pattern, 'u');
  // What repeats is made longer until the text is long enough.
  for (let more = 0; more <= least; more += 1) {
    const text = textOf(root, more);
    if (text.length >= least && fits.test(text)) return text;
  }
  return textOf(root, 0);
}

function textOf(node: PatternNode, more: number): string {
  switch (node.kind) {
    case 'empty':
      return '';
    case 'atom': {
      const one = new RegExp(`^(?:${node.source})$`, 'u');
      return CHARACTERS.find((character) => one.test(character)) ?? node.source.replace(/^\\/, '');
    }
    case 'sequence':
      return node.items.map((item) => textOf(item, more)).join('');
    case 'choice':
      return node.items[0] === undefined ? '' : textOf(node.items[0], more);
    case 'repeat':
      return textOf(node.item, more).repeat(Math.min(Math.max(node.least, 1) + more, node.most));
  }
}
