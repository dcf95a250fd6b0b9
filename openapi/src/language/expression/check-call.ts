import type { Report } from '../diagnostics.ts';
import type { Range } from '../model.ts';
import { FUNCTION_NAMES, type FunctionName } from './ast.ts';
import { closest } from './closest.ts';
import { FUNCTIONS } from './functions.ts';

/** Names that these functions have in other languages, too far off to be found by their letters. */
const ELSEWHERE: Readonly<Record<string, FunctionName>> = {
  len: 'length',
  size: 'length',
  count: 'length',
  str: 'string',
  number: 'float',
  includes: 'contains',
  distinct: 'unique',
  strip: 'trim',
  tojson: 'json',
};

/** The function of that name, if it exists and takes that many arguments; else reports. */
export function checkCall(
  name: string,
  count: number,
  piped: boolean,
  range: Range,
  report: Report,
): FunctionName | undefined {
  const known = FUNCTION_NAMES.find((candidate) => candidate === name);
  if (!known) {
    const meant = (Object.hasOwn(ELSEWHERE, name) && ELSEWHERE[name]) || closest(name, FUNCTION_NAMES);
    report(
      'FL1202',
      range,
      `There is no function \`${name}\``,
      meant ? `Did you mean \`${meant}\`?` : listOfFunctions(),
    );
    return undefined;
  }
  const { minArguments, maxArguments } = FUNCTIONS[known];
  if (count >= minArguments && count <= maxArguments) return known;
  const wanted = describeCount(minArguments, maxArguments);
  const hint = piped ? 'What stands before the `|` is the first argument' : undefined;
  report('FL1203', range, `\`${known}\` takes ${wanted}, but ${count} ${count === 1 ? 'is' : 'are'} given`, hint);
  return undefined;
}

function describeCount(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more arguments`;
  if (least !== most) return `${least} or ${most} arguments`;
  return least === 1 ? '1 argument' : `${least} arguments`;
}

function listOfFunctions(): string {
  return `The functions are ${FUNCTION_NAMES.join(', ')}`;
}
