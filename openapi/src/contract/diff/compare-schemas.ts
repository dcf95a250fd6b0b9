/**
 * Two schemas (JSON Schema 2020-12) → how they differ. Sound: where no difference breaks requests, each value that the old
 * one takes the new one takes too. What cannot be told is a difference.
 */
import type { ValueType } from '../../language/model.ts';
import { canonical } from '../json-schema.ts';
import { compareAlternatives } from './compare-alternatives.ts';
import {
  areStrangers,
  compareDefaults,
  compareForms,
  compareLimits,
  compareSensitivity,
  compareTypes,
  compareValues,
} from './compare-keywords.ts';
import { compareArrays, compareObjects } from './compare-structure.ts';
import type { Compare, Worlds } from './comparing.ts';
import { countBreaking, type Difference, differ } from './difference.ts';
import type { Direction } from './rules.ts';
import { isAnnotation, type SchemaWorld } from './schema-world.ts';

/** What two references lead to, as one key. */
export function pairOf(before: ValueType, after: ValueType): string | undefined {
  const [old, now] = [before['$ref'], after['$ref']];
  return typeof old === 'string' && typeof now === 'string' ? `${old} ${now}` : undefined;
}

const COMPARED: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'pattern', 'format', 'multipleOf', 'contentEncoding', 'contentMediaType'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
  ...['minProperties', 'maxProperties', 'uniqueItems', 'properties', 'required', 'additionalProperties'],
  ...['patternProperties', 'items', 'prefixItems', 'allOf', 'anyOf', '$defs', '$ref'],
]);

export class SchemaComparison {
  readonly #worlds: Worlds;
  readonly #direction: Direction;
  readonly #judged: ReadonlySet<string>;
  /** Pairs that are being compared. One that is met again inside of itself differs in nothing more. */
  readonly #open = new Map<ValueType, Set<ValueType>>();

  /** @param judged pairs of references that are compared elsewhere */
  constructor(worlds: Worlds, direction: Direction, judged: ReadonlySet<string> = new Set()) {
    this.#worlds = worlds;
    this.#direction = direction;
    this.#judged = judged;
  }

  readonly compare: Compare = (before, after, path) => {
    if (this.#judged.has(pairOf(before, after) ?? '')) return [];
    const open = this.#open.get(before) ?? new Set();
    if (open.has(after)) return [];
    this.#open.set(before, open.add(after));
    const differences = this.#compareWhole(before, after, path);
    open.delete(after);
    return differences;
  };

  #compareWhole(before: ValueType, after: ValueType, path: string): readonly Difference[] {
    const worlds = this.#worlds;
    const [old, now] = [worlds.before.alternatives(before), worlds.after.alternatives(after)];
    const isPlain = old.length === 1 && now.length === 1;
    const differences = isPlain
      ? this.#compareOne(old[0] ?? {}, now[0] ?? {}, path)
      : compareAlternatives(old, now, path, { ...worlds, direction: this.#direction, compare: this.compare });
    if (this.#direction === 'answers') return differences;
    return [
      ...differences,
      ...compareDefaults(worlds.before.resolve(before), worlds.after.resolve(after), path),
      ...compareSensitivity(worlds.before.isSensitive(before), worlds.after.isSensitive(after), path),
    ];
  }

  #compareOne(before: ValueType, after: ValueType, path: string): readonly Difference[] {
    const own = this.#compareOwn(before, after, path);
    const [old, now] = [this.#worlds.before.conditions(before), this.#worlds.after.conditions(after)];
    const paired = Math.min(old.length, now.length);
    const differences = old.slice(0, paired).flatMap((one, index) => this.compare(one, now[index] ?? {}, path));
    const [wholeOld, wholeNew] = [
      [bare(before), ...old],
      [bare(after), ...now],
    ];
    // One that the other side meets anyway is none.
    const added = now.slice(paired).filter((one) => !wholeOld.some((other) => this.#fits(other, one, 'requests')));
    const removed = old.slice(paired).filter((one) => !wholeNew.some((other) => this.#fits(one, other, 'answers')));
    return [
      ...own,
      ...differences,
      ...added.map(() => differ('condition-added', path, 'must meet one more condition (`allOf`)')),
      ...removed.map(() => differ('condition-removed', path, 'meets one condition less (`allOf`)')),
    ];
  }

  #fits(before: ValueType, after: ValueType, direction: Direction): boolean {
    return countBreaking(this.compare(before, after, ''), direction) === 0;
  }

  #compareOwn(before: ValueType, after: ValueType, path: string): readonly Difference[] {
    const types = compareTypes(before, after, path);
    if (areStrangers(before, after)) return types;
    return [
      ...types,
      ...compareValues(before, after, path),
      ...compareLimits(before, after, path),
      ...compareForms(before, after, path),
      ...compareObjects(before, after, path, this.#direction, this.compare),
      ...compareArrays(before, after, path, this.compare),
      ...this.#compareOthers(before, after, path),
    ];
  }

  /** Words that are rare, and whose meaning hangs on others: they stay the same, or it cannot be told. */
  #compareOthers(before: ValueType, after: ValueType, path: string): readonly Difference[] {
    const { before: oldWorld, after: newWorld } = this.#worlds;
    const rare = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((keyword) => {
      if (keyword === 'oneOf') return !oldWorld.isUnion(before) || !newWorld.isUnion(after);
      return !COMPARED.has(keyword) && !isAnnotation(keyword);
    });
    const changed = rare.filter((keyword) => {
      // What stands there counts what all the other words have looked at.
      const isOnAll = keyword.startsWith('unevaluated');
      const text = (schema: ValueType, world: SchemaWorld): string =>
        writtenOut(isOnAll ? schema : { [keyword]: schema[keyword] }, world);
      return text(before, oldWorld) !== text(after, newWorld);
    });
    return changed.map((keyword) => differ('schema-changed', path, `\`${keyword}\` was changed`));
  }
}

/** With all that it refers to, once each. */
function writtenOut(schema: ValueType, world: SchemaWorld): string {
  const met: string[] = [];
  const write = (part: ValueType): string =>
    canonical(part).replaceAll(/"\$ref":"((?:[^"\\]|\\.)*)"/g, (_whole, $ref: string) => {
      if (met.includes($ref)) return `"$ref":${met.indexOf($ref)}`;
      met.push($ref);
      return write(world.resolve({ $ref }));
    });
  return write(schema);
}

function bare({ allOf: _1, anyOf: _2, oneOf: _3, ...own }: ValueType): ValueType {
  return own;
}
