/** Names of flows, folders and packages, and how one is made of another. */
import path from 'node:path';
import { ProjectError } from '../errors.ts';

/** What is wrong with a name of a flow, or nothing. */
export function problemOfName(name: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return undefined;
  const better = flowNameOf(name);
  const hint = better === undefined ? '' : `, such as ${better}`;
  return `A flow's name is a letter, then letters, digits and _${hint}`;
}

/** @throws ProjectError that proposes a name */
export function checkName(name: string): string {
  const problem = problemOfName(name);
  if (problem !== undefined) throw new ProjectError(`"${name}" cannot be the name of a flow. ${problem}.`);
  return name;
}

/** `order-processor` → `OrderProcessor`; undefined where there is nothing to make a name of. */
export function flowNameOf(text: string): string | undefined {
  const words = asciiWords(text);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return name.replace(/^\d+/, '') || undefined;
}

/** `OrderProcessor` → `order-processor` */
export function kebab(name: string): string {
  return wordsOfName(name).join('-');
}

/** `OrderProcessor` → `order_processor` */
export function snake(name: string): string {
  return wordsOfName(name).join('_');
}

/** The name of the package in a folder, which npm restricts. */
export function packageNameOf(dir: string, flow: string): string {
  const name = asciiWords(path.basename(dir)).join('-').toLowerCase();
  // A package that has the name of one that it depends on cannot be installed.
  return name === '' || ['flowlang', 'node', 'typescript', 'vitest', 'zod'].includes(name)
    ? `${kebab(flow)}-flow`
    : name;
}

function wordsOfName(name: string): readonly string[] {
  const apart = name.replaceAll(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2');
  return asciiWords(apart).map((word) => word.toLowerCase());
}

/** Letters lose their accents rather than vanish. */
function asciiWords(text: string): readonly string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return plain.match(/[A-Za-z0-9]+/g) ?? [];
}
