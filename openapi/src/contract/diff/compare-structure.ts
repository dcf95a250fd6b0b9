/** What stands inside of objects and arrays. */
import type { ValueType } from '../../language/model.ts';
import { isSchema } from '../json-schema.ts';
import type { Compare } from './comparing.ts';
import { countBreaking, type Difference, differ, inside } from './difference.ts';
import type { Direction } from './rules.ts';
import { schemaOf } from './schema-world.ts';

export function compareObjects(
  before: ValueType,
  after: ValueType,
  path: string,
  direction: Direction,
  compare: Compare,
): readonly Difference[] {
  const [old, now] = [propertiesOf(before), propertiesOf(after)];
  const patterns = comparePatterns(before, after, path, compare);
  const newlyRequired = missing(after.required, before.required);
  const both = [...old].flatMap(([name, schema]) => {
    const other = now.get(name);
    if (other === undefined) return [];
    const differences = compare(schema, other, inside(path, name));
    // That it is required says already that null does not stand for its absence.
    if (newlyRequired.includes(name)) return differences.filter(({ rule }) => rule !== 'null-removed');
    // Of what had to be sent nobody has gone without.
    const hadToBeSent = before.required?.includes(name) === true;
    return differences.filter(
      (one) => !(hadToBeSent && one.rule === 'default-added' && one.path === inside(path, name)),
    );
  });
  const removed = [...old].filter(([name]) => !now.has(name));
  const added = [...now].filter(([name]) => !old.has(name));
  return [
    ...patterns,
    ...removed.map(([name, schema]) => removal(schema, after, inside(path, name), direction, compare)),
    ...both,
    ...added.flatMap(([name, schema]) => addition(schema, before, inside(path, name), direction, compare)),
    ...newlyRequired
      .filter((name) => direction === 'requests' || old.has(name))
      .map((name) =>
        differ(
          'required-added',
          inside(path, name),
          direction === 'requests' ? 'must be sent now' : 'is always there now',
        ),
      ),
    ...missing(before.required, after.required)
      .filter((name) => now.has(name) || !old.has(name))
      .map((name) => differ('required-removed', inside(path, name), 'may be missing now')),
    ...compareUndeclared(before, after, path, compare),
  ];
}

function propertiesOf(schema: ValueType): Map<string, ValueType> {
  return new Map(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, schemaOf(one)]));
}

function missing(some: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return some.filter((name) => !others.includes(name));
}

function removal(
  schema: ValueType,
  after: ValueType,
  path: string,
  direction: Direction,
  compare: Compare,
): Difference {
  if (direction === 'answers') return differ('property-removed', path, 'is not answered any more');
  const undeclared = after.additionalProperties ?? true;
  const isFree = undeclared !== false && countBreaking(compare(schema, schemaOf(undeclared), path), 'requests') === 0;
  return isFree
    ? differ('property-freed', path, 'is not declared any more')
    : differ('property-removed', path, 'is not taken any more');
}

function addition(
  schema: ValueType,
  before: ValueType,
  path: string,
  direction: Direction,
  compare: Compare,
): readonly Difference[] {
  const undeclared = before.additionalProperties ?? true;
  const isMap = isSchema(undeclared) && Object.keys(undeclared).length > 0;
  const mayClash = undeclared !== false && (direction === 'requests' || isMap);
  if (mayClash && countBreaking(compare(schemaOf(undeclared), schema, path), direction) > 0)
    return [differ('property-claimed', path, 'is declared now; any value was taken under this name')];
  return [differ('property-added', path, 'is new')];
}

function compareUndeclared(before: ValueType, after: ValueType, path: string, compare: Compare): readonly Difference[] {
  const [old, now] = [before.additionalProperties ?? true, after.additionalProperties ?? true];
  if (old === now) return [];
  if (now === false) return [differ('undeclared-closed', path, 'takes only what is declared now')];
  if (old === false) return [differ('undeclared-opened', path, 'takes more than what is declared now')];
  return compare(schemaOf(old), schemaOf(now), inside(path, '*'));
}

function comparePatterns(before: ValueType, after: ValueType, path: string, compare: Compare): readonly Difference[] {
  const [old, now] = [patternsOf(before), patternsOf(after)];
  if (old.size === 0 && now.size === 0) return [];
  const names = (schema: ValueType): string =>
    Object.keys(schema.properties ?? {})
      .sort()
      .join();
  // Which schema a property is held to hangs on all of them together.
  if ([...old.keys()].sort().join() !== [...now.keys()].sort().join() || names(before) !== names(after))
    return [differ('schema-changed', path, '`patternProperties`, or the properties beside them, were changed')];
  return [...old].flatMap(([pattern, schema]) => compare(schema, now.get(pattern) ?? {}, inside(path, `/${pattern}/`)));
}

function patternsOf(schema: ValueType): Map<string, ValueType> {
  const patterns = schema['patternProperties'];
  return new Map(isSchema(patterns) ? Object.entries(patterns).map(([name, one]) => [name, schemaOf(one)]) : []);
}

export function compareArrays(
  before: ValueType,
  after: ValueType,
  path: string,
  compare: Compare,
): readonly Difference[] {
  const [old, now] = [listOf(before['prefixItems']), listOf(after['prefixItems'])];
  const items = (schema: ValueType): ValueType => schemaOf(schema.items ?? true);
  const first = Array.from({ length: Math.max(old.length, now.length) }, (_, index) =>
    compare(old[index] ?? items(before), now[index] ?? items(after), inside(path, `[${index}]`)),
  ).flat();
  const isPlain = before.items === undefined && after.items === undefined;
  return isPlain ? first : [...first, ...compare(items(before), items(after), inside(path, '[]'))];
}

function listOf(value: unknown): readonly ValueType[] {
  return Array.isArray(value) ? value.map(schemaOf) : [];
}
