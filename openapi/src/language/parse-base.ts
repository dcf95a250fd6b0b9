/** What every step may have, whatever its kind. */
import { holdsExpression } from './expression/template.ts';
import { readFlag, readList, readNumber, readText } from './fields.ts';
import type { Name, Step, StepBase, Value } from './model.ts';
import { Names, readLabel, readName } from './names.ts';
import { parseCondition } from './parse-condition.ts';
import { parseHandler } from './parse-handler.ts';
import { parseValue } from './parse-value.ts';
import { addWords, type Reading } from './reading.ts';
import { child, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

export const STEP_KEYS: readonly string[] = ['id', 'if', 'description', 'silent', 'timeout', 'on_error', 'depends_on'];

/** @param hasGuard false where `if` is the condition of a branch */
export function parseBase(map: YamlMap, hasGuard: boolean, reading: Reading): StepBase {
  const { report } = reading;
  const read = <Result>(key: string, reader: (node: YamlNode) => Result): Result | undefined => {
    const node = child(map, key);
    return node && reader(node);
  };
  const id = read('id', (node) => readId(node, reading)) ?? {};
  const guard = hasGuard ? read('if', (node) => parseCondition(node, '`if`', report)) : undefined;
  const description = read('description', (node) => readText(node, '`description`', report));
  const silent = read('silent', (node) => readFlag(node, '`silent`', report));
  const timeout = read('timeout', (node) => readTimeout(node, reading));
  const onError: readonly Step[] | undefined = read('on_error', (node) => parseHandler(node, '`on_error`', reading));
  const dependsOn = read('depends_on', (node) => readDependencies(node, reading)) ?? [];
  return {
    range: map.range,
    ...id,
    ...(guard && { guard }),
    ...(description !== undefined && { description }),
    ...(silent !== undefined && { silent }),
    ...(timeout !== undefined && { timeout }),
    ...(onError && { onError }),
    dependsOn,
  };
}

export function readTimeout(node: YamlNode, { report }: Reading): number | undefined {
  return readNumber(node, { what: '`timeout`, in seconds,', least: 0, above: true }, report);
}

interface Id {
  readonly id?: string;
  readonly idRange?: YamlNode['range'];
  readonly dynamicId?: Value;
}

export function readId(node: YamlNode, reading: Reading): Id {
  if (reading.inLoop && isText(node) && holdsExpression(node.value)) {
    return { dynamicId: parseValue(node, reading.report), idRange: node.range };
  }
  const named = readName(node, 'an id', reading.report);
  if (named !== undefined) return { id: named.name, idRange: named.range };
  addWords(node, reading.unreadable);
  return {};
}

/** A text or a list. */
function readDependencies(node: YamlNode, { report }: Reading): readonly Name[] {
  const items = isText(node)
    ? [node]
    : (readList(node, '`depends_on`', report, 'Write the id of a step, or a list of ids')?.items ?? []);
  const names = new Names('dependency', report);
  return items.flatMap((item) => {
    const named = readLabel(item, 'each of `depends_on`', report);
    return named !== undefined && names.take(named) ? [named] : [];
  });
}
