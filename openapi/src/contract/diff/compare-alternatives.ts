/** Unions: each alternative with the one that it became. */
import type { ValueType } from '../../language/model.ts';
import type { Compare, Worlds } from './comparing.ts';
import { countBreaking, type Difference, differ, shown } from './difference.ts';
import type { Direction } from './rules.ts';
import { jsonTypes } from './schema-world.ts';

interface Context extends Worlds {
  readonly direction: Direction;
  readonly compare: Compare;
}

interface Pairing {
  readonly before: ValueType;
  readonly after: ValueType;
  readonly differences: readonly Difference[];
}

export function compareAlternatives(
  before: readonly ValueType[],
  after: readonly ValueType[],
  path: string,
  context: Context,
): readonly Difference[] {
  const [old, now] = [before.flatMap(context.before.singleTypes), after.flatMap(context.after.singleTypes)];
  const pairs = pairUp(old, now, path, context);
  const gone = old.filter((one) => !pairs.some((pair) => pair.before === one));
  const come = now.filter((one) => !pairs.some((pair) => pair.after === one));
  return [
    ...pairs.flatMap(({ differences }) => differences),
    ...gone.flatMap((one) => goneAlternative(one, now, path, context)),
    ...come.flatMap((one) => newAlternative(one, old, path, context)),
  ];
}

/** First those that are told apart by the same value, then those that differ least. */
function pairUp(old: readonly ValueType[], now: readonly ValueType[], path: string, context: Context): Pairing[] {
  const { direction, compare } = context;
  const [oldLabels, newLabels] = [old.map(context.before.label), now.map(context.after.label)];
  const pairs: Pairing[] = [];
  const pair = (before: ValueType, after: ValueType, differences = compare(before, after, path)) =>
    pairs.push({ before, after, differences });
  old.forEach((before, index) => {
    const label = oldLabels[index] ?? '';
    const after = now[newLabels.indexOf(label)];
    const isSure = count(oldLabels, label) === 1 && count(newLabels, label) === 1;
    if (isSure && after !== undefined) pair(before, after);
  });
  const candidates = old
    .filter((one) => !pairs.some(({ before }) => before === one))
    .flatMap((one) =>
      now
        .filter((other) => !pairs.some(({ after }) => after === other) && haveOneType(one, other))
        .map((other) => ({ before: one, after: other, differences: compare(one, other, path) })),
    )
    .map((candidate) => ({ candidate, cost: cost(candidate.differences, direction) }))
    .toSorted((a, b) => a.cost - b.cost);
  for (const { candidate } of candidates) {
    const isTaken = pairs.some(({ before, after }) => before === candidate.before || after === candidate.after);
    if (!isTaken) pair(candidate.before, candidate.after, candidate.differences);
  }
  return pairs;
}

function count(labels: readonly string[], label: string): number {
  return labels.filter((one) => one === label).length;
}

function haveOneType(one: ValueType, other: ValueType): boolean {
  const types = jsonTypes(other);
  return jsonTypes(one).some((type) => types.includes(type));
}

function cost(differences: readonly Difference[], direction: Direction): number {
  return countBreaking(differences, direction) * 1000 + differences.length;
}

/** Nothing is lost where another alternative takes its values. */
function goneAlternative(
  one: ValueType,
  now: readonly ValueType[],
  path: string,
  { direction, compare }: Context,
): readonly Difference[] {
  if (direction === 'requests' && now.some((other) => countBreaking(compare(one, other, path), direction) === 0))
    return [];
  if (one.type === 'null') return [differ('null-removed', path, 'may not be null any more')];
  return [differ('alternative-removed', path, `can be ${describe(one)} no more`)];
}

function newAlternative(
  one: ValueType,
  old: readonly ValueType[],
  path: string,
  { direction, compare }: Context,
): readonly Difference[] {
  if (direction === 'answers' && old.some((other) => countBreaking(compare(other, one, path), direction) === 0))
    return [];
  if (one.type === 'null') return [differ('null-added', path, 'may be null now')];
  return [differ('alternative-added', path, `can be ${describe(one)} now`)];
}

function describe(schema: ValueType): string {
  const constants = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (constants !== undefined) return constants.map(shown).join(' or ');
  const names = Object.keys(schema.properties ?? {});
  if (names.length > 0) return `an object with ${names.join(', ')}`;
  return jsonTypes(schema).length >= 6 ? 'any value' : jsonTypes(schema).join(' or ');
}
