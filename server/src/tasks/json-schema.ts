/** What a task's schemas say, as JSON Schema: what the checker infers from and the OpenAPI document shows. */
import type { ValueType } from '@flowlang/openapi';
import { nullable, schemaMisfit } from '@flowlang/openapi/language';
import { ProjectError } from '../errors.ts';
import type { Schema } from './schema.ts';
import { soundSchema } from './sound-schema.ts';
import { zodOptions } from './zod-description.ts';
import { isZodSchema, mayBeUndefined, type Side } from './zod-internals.ts';

const WHAT_TO_WRITE =
  'Use types that JSON has: text, numbers, booleans, lists and objects; for a moment in time z.iso.datetime(), ' +
  'for a big integer text. A task that returns nothing has no `output`.';

/**
 * Describes what a task takes: what goes into its `input`, and what comes out of its `output`. The schema itself checks
 * that: what is described is at least as wide, and exact where JSON Schema has the words.
 *
 * @throws ProjectError that names the task, for a schema that JSON Schema cannot express
 */
export function toValueType(schema: Schema, side: Side, task: string): ValueType {
  const what = `The \`${side}\` of the task ${task}`;
  let type: ValueType;
  try {
    type = soundSchema(describe(schema, side), side === 'output');
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
    throw new ProjectError(`${what} cannot be described: ${reason}. ${WHAT_TO_WRITE}`);
  }
  const misfit = schemaMisfit(type);
  if (misfit === undefined) return type;
  const where = misfit.pointer === '' ? 'it' : `\`${misfit.pointer}\``;
  throw new ProjectError(`${what} is no JSON Schema: ${where} ${misfit.message}. See what \`.meta()\` says of it.`);
}

function describe(schema: Schema, side: Side): ValueType {
  const libraryOptions = zodOptions(side, (other) => describe(other, side));
  const described = schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12', libraryOptions });
  const { $schema, ...type } = described;
  // The engine passes on null for undefined.
  return side === 'output' && isZodSchema(schema) && mayBeUndefined(schema, side) ? nullable(type) : type;
}
