/** What tells the bodies apart that come under one Idempotency-Key. */
import { hash } from 'node:crypto';

/** Of what a body means: the order of its keys has no meaning. */
export function fingerprintOf(inputs: unknown): string {
  return digest(inOrder(inputs));
}

/** As a journal may still have it, of a key from before the order of keys was passed over. */
export function fingerprintAsSent(inputs: unknown): string {
  return digest(JSON.stringify(inputs));
}

function digest(text: string): string {
  return hash('sha256', text, 'base64');
}

/** The JSON of a value with the keys of its objects in order. A text is made, since sorted copies cost three times as much. */
function inOrder(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(inOrder).join()}]`;
  const map = value as Readonly<Record<string, unknown>>; // What is neither, in JSON.
  let text = '';
  for (const name of Object.keys(map).sort()) text += `,${JSON.stringify(name)}:${inOrder(map[name])}`;
  return `{${text}}`;
}
