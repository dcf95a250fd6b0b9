import type { Report } from '../diagnostics.ts';
import { respellAt } from '../edits.ts';
import type { Range } from '../model.ts';
import { FUNCTION_NAMES, type FunctionName } from './ast.ts';
import { certainlyMeant, closest } from './closest.ts';
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

/** What other languages have besides: whoever calls one of these has misspelt nothing. */
const FOREIGN = new Set(
  [
    'all any append avg ceiling char coalesce concat cos date day defaults each entries enumerate env every exp',
    'extend fill filter find flat flatten format get greatest group hash hour if index insert isnull least left list',
    'log lpad map match mean median merge mid minutes mod month now num number of omit ord pad parse pick pop pow',
    'power print push rand random range reduce reverse right rpad select set shift sin slice some sqrt sub substr',
    'substring sub tail take tan time title trunc truncate type uuid value year zip',
  ].flatMap((line) => line.split(' ')),
);

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
    reportUnknown(name, count, range, report);
    return undefined;
  }
  if (takes(known, count)) return known;
  const { minArguments, maxArguments } = FUNCTIONS[known];
  const wanted = describeCount(minArguments, maxArguments);
  const hint = piped ? 'What stands before the `|` is the first argument' : exampleOf(known, minArguments);
  report('FL1203', range, `\`${known}\` takes ${wanted}, but ${count} ${count === 1 ? 'is' : 'are'} given`, hint);
  return undefined;
}

function reportUnknown(name: string, count: number, range: Range, report: Report): void {
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  const near = FOREIGN.has(name.toLowerCase()) ? [] : FUNCTION_NAMES;
  const meant = elsewhere ?? closest(name, near);
  const certain = FUNCTION_NAMES.find((known) => known === (elsewhere ?? certainlyMeant(name, near, 'keywords')));
  const fits = certain && takes(certain, count);
  report(
    'FL1202',
    range,
    `There is no function \`${name}\``,
    meant ? `Did you mean \`${meant}\`?` : listOfFunctions(),
    fits ? respellAt(range, name, certain) : undefined,
  );
}

function takes(name: FunctionName, count: number): boolean {
  const { minArguments, maxArguments } = FUNCTIONS[name];
  return count >= minArguments && count <= maxArguments;
}

function exampleOf(name: FunctionName, count: number): string {
  return `Write \`${name}(${['a', 'b', 'c'].slice(0, count).join(', ')})\``;
}

function describeCount(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more arguments`;
  if (least !== most) return `${least} or ${most} arguments`;
  return least === 1 ? '1 argument' : `${least} arguments`;
}

function listOfFunctions(): string {
  return `The functions are ${FUNCTION_NAMES.join(', ')}`;
}
