import type { ValueType } from '../../language/model.ts';
import type { Difference } from './difference.ts';
import type { SchemaWorld } from './schema-world.ts';

/** Compares two schemas, and what stands inside. */
export type Compare = (before: ValueType, after: ValueType, path: string) => readonly Difference[];

/** The documents that they stand in. */
export interface Worlds {
  readonly before: SchemaWorld;
  readonly after: SchemaWorld;
}
