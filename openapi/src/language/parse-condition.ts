/** Conditions: one expression in either spelling, or `any`, `all`, `none`, `not`, nested at will. */
import type { Report } from './diagnostics.ts';
import { reportInside, respellAt } from './edits.ts';
import { parseExpression } from './expression/parse-expression.ts';
import { capital, readList, reportWrongKind } from './fields.ts';
import type { Condition, Range } from './model.ts';
import { brokenExpression } from './parse-value.ts';
import { didYouMean, respellKeyword } from './suggest.ts';
import { isText, type YamlEntry, type YamlMap, type YamlNode } from './yaml-node.ts';

export const GROUPS = ['any', 'all', 'none', 'not'] as const;
const SYNONYMS: Readonly<Record<string, (typeof GROUPS)[number]>> = { or: 'any', and: 'all', nor: 'none' };

export function brokenCondition(range: Range): Condition {
  return { kind: 'test', expression: brokenExpression(range), range };
}

export function parseCondition(node: YamlNode, what: string, report: Report): Condition {
  const { range } = node;
  if (node.kind === 'map') return parseGroup(node, what, report);
  if (isText(node)) {
    const expression = parseExpression(node.value, (index) => node.at(index), reportInside(node, report), 'condition');
    return { kind: 'test', expression: expression ?? brokenExpression(range), range };
  }
  if (node.kind === 'scalar' && typeof node.value === 'boolean') {
    return { kind: 'test', expression: { kind: 'literal', value: node.value, range }, range };
  }
  const hint = 'Write an expression, `true`, `false`, or one of `any`, `all`, `none`, `not`';
  reportWrongKind(node, what, 'a condition', report, hint);
  return brokenCondition(range);
}

function parseGroup(map: YamlMap, what: string, report: Report): Condition {
  const [entry, second] = map.entries.filter(({ key }) => !key.startsWith('x-'));
  const kind = GROUPS.find((group) => group === entry?.key);
  if (entry === undefined || kind === undefined) {
    const hint = 'A condition is a text, or a map with one of `any`, `all`, `none`, `not`';
    if (entry === undefined) report('FL1101', map.range, `${capital(what)} is an empty map`, hint);
    else reportNoGroup(entry, second === undefined, hint, report);
    return brokenCondition(map.range);
  }
  if (second !== undefined) {
    report(
      'FL1108',
      second.keyRange,
      `A condition has one key, but \`${kind}\` stands beside \`${second.key}\``,
      'Nest one inside the other',
    );
    return brokenCondition(map.range);
  }
  if (kind === 'not') return { kind, condition: parseCondition(entry.value, '`not`', report), range: map.range };
  const list = readList(entry.value, `\`${kind}\``, report);
  if (list === undefined) return brokenCondition(map.range);
  return {
    kind,
    conditions: list.items.map((item) => parseCondition(item, `each of \`${kind}\``, report)),
    range: map.range,
  };
}

function reportNoGroup({ key, keyRange }: YamlEntry, isAlone: boolean, otherwise: string, report: Report): void {
  const synonym = Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : undefined;
  const hint = synonym === undefined ? didYouMean(key, GROUPS, otherwise) : `Did you mean \`${synonym}\`?`;
  const mended = synonym === undefined ? respellKeyword(key, keyRange, GROUPS) : respellAt(keyRange, key, synonym);
  report('FL1101', keyRange, `A condition has no key \`${key}\``, hint, isAlone ? mended : undefined);
}
