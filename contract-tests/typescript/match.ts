/** Compares what came with what was expected. */
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../conformance/exchange.ts';

type Matcher = (value: unknown) => boolean;

const MATCHERS: Readonly<Record<string, Matcher>> = {
  $any: () => true,
  $id: (value) => typeof value === 'string' && /^[\w.:-]{8,128}$/.test(value),
  $text: (value) => typeof value === 'string' && value !== '',
  $number: (value) => typeof value === 'number' && value >= 0,
};

/** What `$same:name` has stood for so far in the scenario. */
export type Bindings = Map<string, unknown>;

/** The differences, a line each. Objects must have the same keys, lists the same length. */
export function differences(expected: unknown, actual: unknown, bindings: Bindings, at = ''): string[] {
  if (typeof expected === 'string' && expected.startsWith('$')) {
    return meets(expected, actual, bindings) ? [] : [`${at || '/'} should be ${expected}, and is ${show(actual)}`];
  }
  if (Array.isArray(expected)) return listDifferences(expected, actual, bindings, at);
  if (!isObject(expected)) {
    return isDeepStrictEqual(expected, actual)
      ? []
      : [`${at || '/'} should be ${show(expected)}, and is ${show(actual)}`];
  }
  if (!isObject(actual)) return [`${at || '/'} should be an object, and is ${show(actual)}`];
  const { $more, ...wanted } = expected;
  const extra = $more === true ? [] : Object.keys(actual).filter((key) => !Object.hasOwn(wanted, key));
  return [
    ...Object.entries(wanted).flatMap(([key, value]) => {
      if (!Object.hasOwn(actual, key)) return [`${at}/${key} is missing`];
      return differences(value, actual[key], bindings, `${at}/${key}`);
    }),
    ...extra.map((key) => `${at}/${key} is not expected: ${show(actual[key])}`),
  ];
}

function listDifferences(expected: readonly unknown[], actual: unknown, bindings: Bindings, at: string): string[] {
  if (!Array.isArray(actual)) return [`${at || '/'} should be a list, and is ${show(actual)}`];
  const differing = expected.slice(0, actual.length).flatMap((value, index) => {
    return differences(value, actual[index], bindings, `${at}/${index}`);
  });
  if (expected.length === actual.length) return differing;
  const [firstExtra = 'nothing'] = actual.slice(expected.length);
  return [
    ...differing,
    `${at || '/'} has ${actual.length} and not ${expected.length} items; extra: ${show(firstExtra)}`,
  ];
}

function meets(pattern: string, value: unknown, bindings: Bindings): boolean {
  const matcher = MATCHERS[pattern];
  if (matcher !== undefined) return matcher(value);
  const [kind, ...rest] = pattern.split(':');
  const text = rest.join(':');
  switch (kind) {
    case '$least':
      return typeof value === 'number' && value >= Number(text);
    case '$contains':
      return typeof value === 'string' && value.includes(text);
    case '$same':
      if (!bindings.has(text)) bindings.set(text, value);
      return isDeepStrictEqual(bindings.get(text), value);
    case '$other':
      return bindings.has(text) && !isDeepStrictEqual(bindings.get(text), value);
    default:
      throw new Error(`${pattern} is no pattern: see README.md`);
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
