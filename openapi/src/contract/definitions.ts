/**
 * Where named schemas are kept while a bigger one is built: the components of a document, or the `$defs` of a schema that
 * stands alone. Builders are written once, against this, and serve both.
 */
import type { z } from 'zod';
import type { ValueType } from '../language/model.ts';
import { mapSubschemas } from './json-schema.ts';
import { Names } from './names.ts';
import { fromZod, WIRE_NAMES, wireName } from './wire-schemas.ts';

export interface Ref {
  readonly $ref: string;
  readonly [keyword: string]: unknown;
}

/** One member of a union, and the value by which it is told from the others. */
export type Member = readonly [value: string, ref: Ref];

const PREFIX = { document: '#/components/schemas/', schema: '#/$defs/' } as const;

export class Definitions {
  /** Which schema became which name: a schema that is met again, or that refers to itself, is defined once. */
  readonly embedded = new Map<object, string>();
  readonly #kind: keyof typeof PREFIX;
  readonly #names = new Names(WIRE_NAMES);
  readonly #schemas = new Map<string, ValueType>();
  readonly #wired = new Map<z.ZodType, ValueType>();

  constructor(kind: keyof typeof PREFIX) {
    this.#kind = kind;
  }

  /** The wanted name, or, where it is taken, one like it. */
  reserve(wanted: string): string {
    return this.#names.allocate(wanted);
  }

  set(name: string, schema: ValueType): Ref {
    this.#schemas.set(name, schema);
    return this.ref(name);
  }

  define(wanted: string, schema: ValueType): Ref {
    return this.set(this.reserve(wanted), schema);
  }

  ref(name: string): Ref {
    return { $ref: `${PREFIX[this.#kind]}${name}` };
  }

  /** A fixed resource of the API. What it refers to is defined with it. */
  wire(schema: z.ZodType): ValueType {
    let known = this.#wired.get(schema);
    if (known === undefined) {
      const { schema: converted, components } = fromZod(schema);
      for (const [name, component] of Object.entries(components)) this.#schemas.set(name, this.#localise(component));
      known = this.#localise(converted);
      this.#wired.set(schema, known);
    }
    return known;
  }

  /** Exactly one of the members. Only OpenAPI has the word for what tells them apart: ajv refuses a mapping. */
  oneOf(propertyName: string, members: readonly Member[], description?: string): ValueType {
    const mapping = Object.fromEntries(members.map(([value, ref]) => [value, ref.$ref]));
    return {
      ...(description === undefined ? {} : { description }),
      oneOf: members.map(([, ref]) => ref),
      ...(this.#kind === 'document' ? { discriminator: { propertyName, mapping } } : {}),
    };
  }

  /** All of them, in the order of their names. */
  toRecord(): Record<string, ValueType> {
    // Sorted as texts: a comparison of our own costs as much as a tenth of a document.
    const names = [...this.#schemas.keys()].sort();
    return Object.fromEntries(names.map((name) => [name, this.#schemas.get(name) ?? {}]));
  }

  #localise(schema: ValueType): ValueType {
    const { $ref } = schema;
    if (typeof $ref === 'string') return { ...schema, ...this.ref(wireName($ref)) };
    return mapSubschemas(schema, (part) => this.#localise(part));
  }
}

/** Builds a schema that needs nothing but itself: what it refers to is in its own `$defs`. */
export function standAlone(build: (definitions: Definitions) => ValueType): ValueType {
  const definitions = new Definitions('schema');
  const schema = build(definitions);
  const $defs = definitions.toRecord();
  return Object.keys($defs).length > 0 ? { ...schema, $defs } : schema;
}
