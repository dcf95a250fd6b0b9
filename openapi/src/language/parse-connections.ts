/** `connections` and `triggers`: their shape, and the `${env.…}` in them. What each type takes, its plugin will say. */

import type { Report } from './diagnostics.ts';
import { checkKeys, readList, readMap, readText, reportMissing } from './fields.ts';
import type { Connection, MapValue, Trigger } from './model.ts';
import { type Named, readName } from './names.ts';
import { parseMapValue } from './parse-value.ts';
import { didYouMean } from './suggest.ts';
import { child, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

const CONNECTIONS_HINT = 'Write a map: the name of each connection, and below it its `type` and parameters';
const TRIGGERS_HINT = 'Write a list: `- type: webhook`, with its parameters below';

/** `connections:`. Names of those that cannot be read are `unreadable`: a step that uses one is no second mistake. */
export function parseConnections(node: YamlNode, report: Report, unreadable: Set<string>): readonly Connection[] {
  const map = readMap(node, '`connections`', report, CONNECTIONS_HINT);
  return (map?.entries ?? []).flatMap((entry): Connection[] => {
    const key = { kind: 'scalar', value: entry.key, range: entry.keyRange, broken: false, at: entry.keyAt } as const;
    const named = readName(key, 'the name of a connection', report);
    const body = readMap(entry.value, `the connection \`${entry.key}\``, report, 'Write its `type` and its parameters');
    const type = body && readTypeName(body, 'a connection', report);
    if (named === undefined || body === undefined || type === undefined) {
      unreadable.add(entry.key);
      return [];
    }
    const { name, range } = named;
    return [{ name, range, type: type.name, typeRange: type.range, parameters: parametersOf(body, report) }];
  });
}

/** `triggers:`. */
export function parseTriggers(node: YamlNode, report: Report): readonly Trigger[] {
  const list = readList(node, '`triggers`', report, TRIGGERS_HINT);
  return (list?.items ?? []).flatMap((item): Trigger[] => {
    const map = readMap(item, 'a trigger', report, TRIGGERS_HINT);
    const type = map && readTypeName(map, 'a trigger', report);
    if (map === undefined || type === undefined) return [];
    return [{ type: type.name, typeRange: type.range, parameters: parametersOf(map, report), range: map.range }];
  });
}

function readTypeName(map: YamlMap, of: string, report: Report): Named | undefined {
  const node = child(map, 'type');
  if (node === undefined) {
    // Beside the parameters of a plugin, only this key can be told to be misspelt.
    const misspelt = map.entries.filter(({ key }) => key.length > 2 && didYouMean(key, ['type']) !== undefined);
    checkKeys({ ...map, entries: misspelt.slice(0, 1) }, { of, keys: ['type'] }, report);
    reportMissing(map, 'type', { of }, report);
    return undefined;
  }
  const name = readText(node, `the type of ${of}`, report);
  return name === undefined || !isText(node) ? undefined : { name, range: node.range };
}

function parametersOf(map: YamlMap, report: Report): MapValue {
  const entries = map.entries.filter(({ key }) => key !== 'type' && !key.startsWith('x-'));
  return parseMapValue({ ...map, entries }, report);
}
