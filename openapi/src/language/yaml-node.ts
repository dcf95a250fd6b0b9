/**
 * The tree that flow.yaml is read into: maps, lists and scalars, each with its place. The parser sees these nodes and
 * nothing of the YAML library.
 */
import type { Json, Range } from './model.ts';

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** How a text is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export interface YamlScalar {
  readonly kind: 'scalar';
  /** Of a text that is not a key. */
  readonly style?: ScalarStyle;
  readonly range: Range;
  readonly value: Json;
  /** The problem with this text was reported; whoever reads it says no more. */
  readonly broken: boolean;
  /** Offset in the file of a character of the decoded text, behind escapes, folds and indentation. */
  at(index: number): number;
}

/** A scalar that is a text. */
export interface YamlText extends Omit<YamlScalar, 'value'> {
  readonly value: string;
}

export interface YamlList {
  readonly kind: 'list';
  readonly range: Range;
  readonly items: readonly YamlNode[];
}

export interface YamlMap {
  readonly kind: 'map';
  readonly range: Range;
  /** A key of it was reported (`<<` is one), and with that what it would have brought: nothing else is missing. */
  readonly isPartial?: true;
  readonly entries: readonly YamlEntry[];
}

/** `value` is a scalar null where nothing follows the colon. */
export interface YamlEntry {
  readonly key: string;
  readonly keyRange: Range;
  /** As `at` of a scalar. */
  keyAt(index: number): number;
  readonly value: YamlNode;
}

/** The value of a key, if the map has it. */
export function child(map: YamlMap, key: string): YamlNode | undefined {
  return entryOf(map, key)?.value;
}

export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** A scalar that holds a text which was not reported yet. */
export function isText(node: YamlNode | undefined): node is YamlText {
  return node?.kind === 'scalar' && typeof node.value === 'string' && !node.broken;
}

export function isBroken(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.broken;
}

export function isNull(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null && !node.broken;
}

/** The node that a JSON Pointer leads to, or the nearest one above it. */
export function nodeAt(node: YamlNode, pointer: string): YamlNode {
  let current = node;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next =
      current.kind === 'map' ? child(current, key) : current.kind === 'list' ? current.items[Number(key)] : undefined;
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

/** In words, as a message needs it. */
export function describeNode(node: YamlNode): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  return typeof node.value === 'string' ? 'a text' : `${node.value}`;
}
