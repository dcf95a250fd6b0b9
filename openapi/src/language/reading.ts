/** What the parsers of steps hand to each other. */
import type { Report } from './diagnostics.ts';
import { checkKeys, type KeySet } from './fields.ts';
import type { Step, StepBase } from './model.ts';
import { asName } from './names.ts';
import { isText, type YamlMap, type YamlNode } from './yaml-node.ts';

export interface Reading {
  readonly report: Report;
  /** Ids in the body of a loop may hold `${…}`. */
  readonly inLoop: boolean;
  /** Names whose step, input or loop was reported: a reference to one says nothing more. */
  readonly unreadable: Set<string>;
  /** Steps hold steps; this keeps the files of the kinds out of a circle. */
  steps(node: YamlNode, what: string, reading: Reading): readonly Step[];
  step(node: YamlNode, reading: Reading): readonly Step[];
}

/** One kind of step: the keys it takes beside those of every step, and how it is read. */
export interface StepParser {
  readonly keys: readonly string[];
  /** What these keys are called elsewhere. */
  readonly synonyms?: KeySet['synonyms'];
  parse(map: YamlMap, base: StepBase, reading: Reading): Step;
}

/** What an expression may call something whose name was reported: `my-step` is read as `my` and `step`, or mended already. */
export function addWords(node: YamlNode | undefined, words: Set<string>): void {
  if (isText(node)) for (const word of [...(node.value.match(/\w+/g) ?? []), asName(node.value)]) words.add(word);
}

/** The ids below a step that is not read further: a reference to one of them is no second mistake. */
export function forgetNames(node: YamlNode, unreadable: Set<string>): void {
  if (node.kind === 'list') for (const item of node.items) forgetNames(item, unreadable);
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    if (key === 'id') addWords(value, unreadable);
    else if (key !== 'inputs' && key !== 'params') forgetNames(value, unreadable);
  }
}

/** Reports the keys that the map should not have; steps below them may be meant for others. */
export function checkStepKeys(map: YamlMap, set: KeySet, { report, unreadable }: Reading): void {
  checkKeys(map, set, report);
  for (const { key, value } of map.entries)
    if (!set.keys.includes(key) && !key.startsWith('x-')) forgetNames(value, unreadable);
}
