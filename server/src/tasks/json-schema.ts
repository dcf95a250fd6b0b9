/** What a task's schemas say, as JSON Schema: what the checker infers from and the OpenAPI document shows. */
import type { ValueType } from '@flowlang/openapi';
import { ProjectError } from '../errors.ts';
import type { Schema } from './schema.ts';

/** What zod tells of a schema while it describes it. */
interface ZodSchema {
  readonly _zod: { readonly def: { readonly type: string } };
}

/** Other libraries do not look at these options. */
const ZOD_OPTIONS = {
  /** In JSON a date is text. */
  unrepresentable: ({ zodSchema }: { zodSchema: ZodSchema }) =>
    zodSchema._zod.def.type === 'date' ? { type: 'string', format: 'date-time' } : 'throw',
  /** zod bounds each integer by what a double can count: true of all numbers here, and noise in the document. */
  override: ({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }) => {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
};

const WHAT_TO_WRITE =
  'Use types that JSON has: text, numbers, booleans, lists and objects; for a moment in time z.iso.datetime(), ' +
  'for a big integer text. A task that returns nothing has no `output`.';

/**
 * Describes what a task takes: what goes into its `input`, and what comes out of its `output`.
 *
 * @throws ProjectError that names the task, for a schema that JSON Schema cannot express
 */
export function toValueType(schema: Schema, side: 'input' | 'output', task: string): ValueType {
  try {
    const described = schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12', libraryOptions: ZOD_OPTIONS });
    const { $schema, ...type } = described;
    return type;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
    throw new ProjectError(`The \`${side}\` of the task ${task} cannot be described: ${reason}. ${WHAT_TO_WRITE}`);
  }
}
