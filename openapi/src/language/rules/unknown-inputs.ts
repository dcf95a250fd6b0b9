/** FL1306 for tasks: inputs that a schema leaves out, as it does with what it does not declare, and says nothing. */
import type { Report } from '../diagnostics.ts';
import { isList, isObject } from '../expression/json-value.ts';
import type { Json, Range, Value, ValueType } from '../model.ts';
import { didYouMean, listOfFew, respell } from '../suggest.ts';
import { alternatives, itemType, propertyNames, propertyType, selfContained } from '../value-type.ts';

interface Given {
  readonly key: string;
  readonly value: Value;
  /** Of the key; absent where the text of it is not known, in a value without any `${…}`. */
  readonly keyRange?: Range;
}

/** Reports the keys that nothing declares of what goes into `task`. Of what an expression gives, nobody wrote the keys. */
export function checkUnknownInputs(inputs: Value, declared: ValueType, task: string, report: Report): void {
  new UnknownInputs(task, report).check(inputs, declared, '');
}

class UnknownInputs {
  readonly #task: string;
  readonly #report: Report;
  /** A list may have the same mistake in every item. */
  readonly #said = new Set<string>();

  constructor(task: string, report: Report) {
    this.#task = task;
    this.#report = report;
  }

  check(value: Value, declared: ValueType, path: string): void {
    for (const item of itemsOf(value)) this.check(item, itemType(declared), path);
    const given = entriesOf(value);
    if (given.length === 0) return;
    const closed = isClosed(declared);
    for (const one of given) {
      const inside = path === '' ? one.key : `${path}.${one.key}`;
      const property = propertyType(declared, one.key);
      if (property) this.check(one.value, property.type, inside);
      const names = propertyNames(declared);
      if (closed && !names.includes(one.key)) this.#warn(one, inside, names, given);
    }
  }

  #warn({ key, keyRange, value }: Given, path: string, names: readonly string[], given: readonly Given[]): void {
    const range = keyRange ?? value.range;
    const message = `Nothing declares the input \`${path}\` of \`${this.#task}\`: the task may not get it`;
    if (this.#said.size === this.#said.add(`${range.start} ${message}`).size) return;
    const missing = names.filter((name) => given.every((other) => other.key !== name));
    const declare = 'Declare it in the schema of the task, or remove it';
    const otherwise = names.length === 0 ? declare : listOfFew('There are', names, declare);
    const fix = keyRange && respell(key, keyRange, missing);
    this.#report('FL1306', range, message, didYouMean(key, missing, otherwise), fix);
  }
}

/**
 * Whether only what is declared gets through. Schemas of zod say `additionalProperties` where they let the rest pass, and
 * where they refuse it, which is an error and reported as one.
 */
function isClosed(declared: ValueType): boolean {
  const schema = selfContained(declared);
  const isOpen = (type: ValueType) => OPENING.some((keyword) => type[keyword] !== undefined);
  if (schema.additionalProperties === false || isOpen(declared)) return false;
  const objects = alternatives(schema).filter(({ type }) => type === undefined || type === 'object');
  return objects.every(
    (one) => one.properties !== undefined && (one.additionalProperties ?? false) === false && !isOpen(one),
  );
}

/** Keywords that may take a property which `properties` does not have. */
const OPENING = ['patternProperties', 'propertyNames', 'unevaluatedProperties', 'if', 'dependentSchemas'];

function entriesOf(value: Value): readonly Given[] {
  if (value.kind === 'map') return value.entries;
  if (value.kind !== 'literal' || !isObject(value.value)) return [];
  return Object.entries(value.value).map(([key, inner]) => ({ key, value: literal(inner, value.range) }));
}

function itemsOf(value: Value): readonly Value[] {
  if (value.kind === 'list') return value.items;
  if (value.kind !== 'literal' || !isList(value.value)) return [];
  return value.value.map((item) => literal(item, value.range));
}

function literal(value: Json, range: Range): Value {
  return { kind: 'literal', value, range };
}
