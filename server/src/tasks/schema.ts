/**
 * A schema as FlowLang asks for it: Standard Schema to check values, Standard JSON Schema to describe them. Both go
 * through the schema itself, so that it does not matter which copy of zod, or which library, it came from.
 */

/** Any schema that follows https://standardschema.dev with JSON Schema export: zod from 4.2, ArkType, Valibot, … */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly jsonSchema: {
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export interface JsonSchemaOptions {
  readonly target: 'draft-2020-12';
  readonly libraryOptions?: Record<string, unknown>;
}

/** Whether `value` can check and describe; what cannot is refused when the tasks are defined, not when they run. */
export function isSchema(value: unknown): value is Schema {
  // ArkType's schemas are functions.
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value))
    return false;
  const standard = value['~standard'];
  return typeof standard === 'object' && standard !== null && 'validate' in standard && 'jsonSchema' in standard;
}

/** One line for all issues, each with its place: `items[0].quantity: expected number; …`. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  return issues.map((issue) => `${placeOf(issue)}: ${issue.message}${jsonHint(issue)}`).join('; ');
}

function placeOf(issue: SchemaIssue): string {
  let place = '';
  for (const segment of issue.path ?? []) {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') place += `[${key}]`;
    else place += place === '' ? String(key) : `.${String(key)}`;
  }
  return place || 'the whole value';
}

/** `z.date()` takes no text, and JSON has no dates: the one trap that a right-looking schema falls into. */
function jsonHint(issue: SchemaIssue): string {
  const wantsDate = 'expected' in issue && issue.expected === 'date';
  return wantsDate ? ' (a date arrives as text: use z.coerce.date())' : '';
}
