/** As much of a schema's inside as its description does not tell: of zod 4, whichever copy of it made the schema. */

import type { Schema } from './schema.ts';

export type Side = 'input' | 'output';

export interface ZodSchema extends Schema {
  readonly _zod: {
    readonly def: ZodDefinition;
    readonly traits: ReadonlySet<string>;
    /** `optional` where an object may lack it. */
    readonly optin?: string | undefined;
    /** `optional` where what comes out may be undefined. */
    readonly optout?: string | undefined;
    readonly constr: new (definition: ZodDefinition) => ZodSchema;
  };
}

interface ZodDefinition {
  readonly type: string;
  readonly coerce?: boolean;
  readonly checks?: readonly ZodCheck[] | undefined;
  readonly innerType?: ZodSchema;
  readonly element?: ZodSchema;
  readonly keyType?: ZodSchema;
  readonly valueType?: ZodSchema;
  /** Of a record: whether it lets other keys be. */
  readonly mode?: string;
  readonly items?: readonly ZodSchema[];
  readonly rest?: ZodSchema | null;
  readonly options?: readonly ZodSchema[];
  /** Of `z.xor` and of unions that one property tells apart. */
  readonly inclusive?: boolean;
  readonly discriminator?: string;
  readonly shape?: Readonly<Record<string, ZodSchema>>;
  readonly left?: ZodSchema;
  readonly right?: ZodSchema;
  readonly in?: ZodSchema;
  readonly out?: ZodSchema;
  readonly getter?: () => ZodSchema;
}

/** A schema of a format is itself its first check. */
export interface ZodCheck {
  readonly _zod: {
    readonly def: {
      readonly check?: string;
      readonly format?: string;
      readonly pattern?: RegExp | undefined;
      /** From where on `includes` looks. */
      readonly position?: number | undefined;
      readonly local?: boolean;
    };
    readonly traits: ReadonlySet<string>;
    readonly constr?: new (definition: object) => ZodCheck;
  };
}

export function isZodSchema(schema: Schema): schema is ZodSchema {
  return '_zod' in schema;
}

export function isCheck(schema: ZodSchema): schema is ZodSchema & ZodCheck {
  return schema._zod.traits.has('$ZodCheck');
}

/** What is asked of a value beside its type, in the order in which it is asked. */
export function checksOf(schema: ZodSchema): readonly ZodCheck[] {
  const { checks = [] } = schema._zod.def;
  return isCheck(schema) ? [schema, ...checks] : checks;
}

export function isOverwrite({ _zod }: ZodCheck): boolean {
  return _zod.def.check === 'overwrite';
}

const UNDEFINED = new Set(['any', 'custom', 'undefined', 'unknown', 'void']);
const WRAPPERS = new Set(['catch', 'nullable', 'promise', 'readonly']);
/** Schemas may hold themselves. */
const DEEPEST = 10;

/** Whether undefined, which JSON does not have, may go in, or come out. */
export function mayBeUndefined({ _zod }: ZodSchema, side: Side, depth = 0): boolean {
  const { def } = _zod;
  if (depth > DEEPEST || UNDEFINED.has(def.type)) return true;
  if ((side === 'input' ? _zod.optin : _zod.optout) !== undefined || (side === 'input' && def.coerce === true))
    return true;
  const mayBe = (inner: ZodSchema | undefined) => inner !== undefined && mayBeUndefined(inner, side, depth + 1);
  if (def.type === 'union') return def.options?.some(mayBe) ?? false;
  if (def.type === 'intersection') return mayBe(def.left) && mayBe(def.right);
  if (def.type === 'lazy') return mayBe(def.getter?.());
  if (def.type === 'pipe') return mayBe(side === 'input' ? def.in : def.out);
  return WRAPPERS.has(def.type) && mayBe(def.innerType);
}
