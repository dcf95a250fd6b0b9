/** A JSON Schema of a case as a task declares it. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Schema } from 'flowlang';

export type JsonSchema = Record<string, unknown>;

const ajv = new Ajv2020({ strict: false, allErrors: true });

export function schemaOf<T>(schema: JsonSchema): Schema<T, T> {
  const validate = ajv.compile<T>(schema);
  return {
    '~standard': {
      version: 1,
      vendor: 'language-cases',
      validate: (value) => {
        if (validate(value)) return { value };
        return {
          issues: (validate.errors ?? []).map(({ instancePath, message = '' }) => ({
            message,
            path: instancePath.split('/').slice(1),
          })),
        };
      },
      jsonSchema: { input: () => schema, output: () => schema },
    },
  };
}
