/** Judges values by a schema that stands alone. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats/dist/formats.js';
import type { ValueType } from '../../src/language/model.ts';

/** Strict: a word that ajv does not know is an error. Its further advice on style is not ours to follow. */
export function accepts(schema: ValueType): (value: unknown) => boolean {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    formats: formats.fullFormats,
  });
  const validate = ajv.compile(schema);
  return (value) => validate(value) === true;
}
