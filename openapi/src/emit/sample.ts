/** Values that fit a schema, and always the same: what stands in for answers that nobody has given yet. */
import { isSchema } from '../contract/json-schema.ts';
import type { Json, ValueType } from '../language/model.ts';
import { sampleText } from './sample-text.ts';

type Schemas = Readonly<Record<string, ValueType>>;

const REF = '#/components/schemas/';
/** Levels on which what may be left out is filled in: a schema may hold itself. */
const RICH = 4;

export class Samples {
  readonly #schemas: Schemas;

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /** `name`: what the value is called, and a text is made of. */
  of(schema: ValueType, name = 'value', depth = 0): Json {
    const {
      const: only,
      enum: values,
      examples,
      default: fallback,
      anyOf,
      oneOf,
      allOf,
      ...rest
    } = this.resolve(schema);
    if (only !== undefined) return only;
    const [given] = [...(values ?? []), ...(Array.isArray(examples) ? examples : [])];
    if (given !== undefined) return given as Json; // of JSON there is nothing else
    if (fallback !== undefined && fallback !== null) return fallback as Json; // as above
    const union = anyOf ?? oneOf;
    if (union !== undefined) return this.of(merged([rest, this.#liveliest(union)]), name, depth);
    if (allOf !== undefined) return this.of(merged([rest, ...allOf.map((part) => this.resolve(part))]), name, depth);
    return this.#ofType(rest, name, depth);
  }

  resolve(schema: ValueType): ValueType {
    const ref = schema['$ref'];
    if (typeof ref !== 'string' || !ref.startsWith(REF)) return schema;
    const { $ref: _ref, ...beside } = schema;
    return merged([this.resolve(this.#schemas[ref.slice(REF.length)] ?? {}), beside]);
  }

  /** The first of a union that says more than null. */
  #liveliest(union: readonly ValueType[]): ValueType {
    const members = union.map((member) => this.resolve(member));
    return members.find(({ type, const: only }) => type !== 'null' && only !== null) ?? members[0] ?? {};
  }

  #ofType(schema: ValueType, name: string, depth: number): Json {
    const type = [schema.type ?? guessType(schema)].flat().find((one) => one !== 'null') ?? 'null';
    switch (type) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#list(schema, name, depth);
      case 'string':
        return sampleText(schema, name);
      case 'boolean':
        return true;
      case 'integer':
      case 'number':
        return sampleNumber(schema, type === 'integer');
      case 'null':
        return null;
    }
  }

  #object({ properties = {}, required = [] }: ValueType, depth: number): Json {
    const wanted = Object.entries(properties).filter(([name]) => depth < RICH || required.includes(name));
    return Object.fromEntries(wanted.map(([name, schema]) => [name, this.of(schema, name, depth + 1)]));
  }

  #list(schema: ValueType, name: string, depth: number): Json {
    const { items, minItems, prefixItems } = schema;
    const first = Array.isArray(prefixItems) ? prefixItems.filter(isSchema) : [];
    const least = typeof minItems === 'number' ? minItems : depth < RICH ? 1 : 0;
    const count = Math.max(least, first.length);
    return Array.from({ length: isSchema(items) || first.length > 0 ? count : 0 }, (_, index) => {
      const item = this.of(first[index] ?? items ?? {}, name, depth + 1);
      // No two alike, where that may be asked for.
      return index === 0 || schema['uniqueItems'] !== true ? item : another(item, index);
    });
  }
}

function another(item: Json, index: number): Json {
  if (typeof item === 'number') return item + index;
  return typeof item === 'string' ? `${item}_${index + 1}` : item;
}

/** What all of them ask for. */
function merged(schemas: readonly ValueType[]): ValueType {
  const properties = Object.assign({}, ...schemas.map((schema) => schema.properties));
  const required = schemas.flatMap((schema) => schema.required ?? []);
  return {
    ...Object.assign({}, ...schemas),
    ...(schemas.some((schema) => schema.properties !== undefined) && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function guessType(schema: ValueType): ValueType['type'] {
  if (schema.properties !== undefined) return 'object';
  if (schema.items !== undefined) return 'array';
  return schema['pattern'] === undefined && schema['format'] === undefined ? 'null' : 'string';
}

function sampleNumber(schema: ValueType, whole: boolean): number {
  const number = (keyword: string): number | undefined => {
    const value = schema[keyword];
    return typeof value === 'number' ? value : undefined;
  };
  const step = number('multipleOf') ?? (whole ? 1 : 0.5);
  const above = number('exclusiveMinimum');
  const below = number('exclusiveMaximum');
  const least = number('minimum') ?? (above === undefined ? Number.NEGATIVE_INFINITY : above + step);
  const most = number('maximum') ?? (below === undefined ? Number.POSITIVE_INFINITY : below - step);
  const wanted = Math.min(Math.max(step > 1 ? step : 1, least), most);
  const fitting = Math.ceil(wanted / step) * step;
  return fitting <= most ? fitting : Math.floor(most / step) * step;
}
