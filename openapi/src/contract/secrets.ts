/** The sensitive inputs of a flow and of its subflows: `***` stands for them wherever an execution is shown. */
import type { Json, JsonType, ValueType } from '../language/model.ts';
import { type CheckedFlow, withSubflows } from './checked-flow.ts';
import { constantsOf, isSchema } from './json-schema.ts';

export const HIDDEN = '***';

/** Shorter ones are hidden where they stand alone, and not as a part of a longer text. */
export const SHORTEST_PART = 4;

/** Which values may be hidden. */
export interface Secrets {
  /** The length of the shortest text in which something may be. */
  readonly shortestText: number;
  readonly numbers: boolean;
}

/** Undefined if no input is sensitive. */
export function secretsOf(checked: CheckedFlow): Secrets | undefined {
  const found = new Found();
  for (const { flow } of withSubflows(checked)) for (const { schema } of flow.inputs) found.addParts(schema);
  return found.any ? found : undefined;
}

/** The whole of it is hidden, whatever it is. */
export function isHidden(schema: ValueType): boolean {
  return schema['writeOnly'] === true || membersOf(schema).some(isHidden);
}

export function holdsSensitive(schema: ValueType): boolean {
  return schema['writeOnly'] === true || innerSchemas(schema).some(holdsSensitive);
}

function membersOf({ anyOf = [], oneOf = [], allOf = [] }: ValueType): ValueType[] {
  return [...anyOf, ...oneOf, ...allOf].filter(isSchema);
}

/** Whatever stands in a schema, at any keyword: none may be missed. */
function innerSchemas(schema: ValueType): ValueType[] {
  return Object.values(schema).flatMap((value): ValueType[] => {
    if (Array.isArray(value)) return value.filter(isSchema);
    return isSchema(value) ? [value] : [];
  });
}

class Found implements Secrets {
  any = false;
  shortestText = Number.POSITIVE_INFINITY;
  numbers = false;

  addParts(schema: ValueType): void {
    if (isHidden(schema)) this.#add(schema);
    else for (const inner of innerSchemas(schema)) this.addParts(inner);
  }

  #add(schema: ValueType): void {
    this.any = true;
    const { type, anyOf = [], oneOf = [] } = schema;
    const constants = constantsOf(schema);
    const members = [...anyOf, ...oneOf];
    if (constants !== undefined) for (const value of constants) this.#addValue(value);
    else if (type !== undefined) for (const one of [type].flat()) this.#addType(one, schema);
    else if (members.length > 0) for (const one of members) this.#add(one);
    else this.#addAnything();
  }

  #addType(type: JsonType, schema: ValueType): void {
    const { minLength, items, properties, patternProperties, additionalProperties } = schema;
    if (type === 'string') this.#addText(typeof minLength === 'number' ? minLength : 0);
    else if (type === 'number' || type === 'integer') this.#addNumber();
    else if (type === 'array') this.#addPart(items);
    else if (type === 'object') {
      for (const map of [properties, patternProperties]) for (const one of Object.values(map ?? {})) this.#addPart(one);
      if (additionalProperties !== false) this.#addPart(additionalProperties);
    }
  }

  /** A part that nothing is said of, or that is `true`, may be anything. */
  #addPart(schema: unknown): void {
    if (isSchema(schema)) this.#add(schema);
    else this.#addAnything();
  }

  #addAnything(): void {
    this.#addText(0);
    this.#addNumber();
  }

  #addValue(value: Json): void {
    if (typeof value === 'string') this.#addText([...value].length);
    else if (typeof value === 'number') this.#addNumber();
    else if (value !== null) for (const inner of Object.values(value)) this.#addValue(inner as Json); // JSON holds JSON.
  }

  #addText(length: number): void {
    this.shortestText = Math.min(this.shortestText, length);
  }

  /** Its digits are hidden in texts, too. */
  #addNumber(): void {
    this.numbers = true;
    this.#addText(SHORTEST_PART);
  }
}
