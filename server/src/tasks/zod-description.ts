/**
 * Where zod describes less than it takes, or than comes out of it: a flow that the checker refuses, or whose outputs are
 * refused at its end, would be right for all that its tasks say.
 */
import { isPortable, keepExactTexts, keepWhatHolds, type Words } from './zod-checks.ts';
import { checksOf, mayBeUndefined, type Side, type ZodSchema } from './zod-internals.ts';

interface Described {
  readonly zodSchema: ZodSchema;
  readonly jsonSchema: Words;
}

/** Other libraries do not look at these options. @param describe describes another schema in the same way */
export function zodOptions(side: Side, describe: (schema: ZodSchema) => Words): Record<string, unknown> {
  return {
    /** In JSON a date is text. */
    unrepresentable: ({ zodSchema }: Described) =>
      zodSchema._zod.def.type === 'date' ? { type: 'string', format: 'date-time' } : 'throw',
    override: ({ zodSchema, jsonSchema }: Described) => {
      if (side === 'input' && takesAnything(zodSchema)) {
        keepNotes(jsonSchema);
        return;
      }
      keepWhatHolds(zodSchema, side, jsonSchema, describe);
      keepExactTexts(zodSchema, jsonSchema);
      dropBoundsOfAll(jsonSchema);
      openChoice(zodSchema, side, jsonSchema);
      openRecord(zodSchema, jsonSchema);
      if (side === 'input') leaveOutWhatMayLack(zodSchema, jsonSchema);
      else addNull(zodSchema, jsonSchema);
    },
  };
}

/** What a coercion, a function or a fallback makes of a value is not known before. */
function takesAnything({ _zod: { def } }: ZodSchema): boolean {
  if (def.coerce === true || def.type === 'catch' || def.type === 'success') return true;
  return def.type === 'pipe' && def.in?._zod.def.type === 'transform';
}

const NOTES = new Set(['default', 'deprecated', 'description', 'examples', 'id', 'readOnly', 'title', 'writeOnly']);

/** Nothing is known of the value, but what it is about. */
function keepNotes(words: Words): void {
  for (const word of Object.keys(words)) if (!NOTES.has(word)) delete words[word];
}

/** zod bounds each integer by what a double can count: true of all numbers here, and noise in the document. */
function dropBoundsOfAll(words: Words): void {
  if (words['minimum'] === Number.MIN_SAFE_INTEGER) delete words['minimum'];
  if (words['maximum'] === Number.MAX_SAFE_INTEGER) delete words['maximum'];
}

/** Members that are described as wider than they are may overlap, and `oneOf` refuses what fits two of them. */
function openChoice({ _zod: { def } }: ZodSchema, side: Side, words: Words): void {
  if (def.type !== 'union' || words['oneOf'] === undefined) return;
  if (side === 'output' && def.discriminator !== undefined) return;
  words['anyOf'] = words['oneOf'];
  delete words['oneOf'];
}

/** A loose record asks something of the keys that fit, which JSON Schema can say only of one pattern. */
function openRecord({ _zod: { def } }: ZodSchema, words: Words): void {
  if (def.type !== 'record' || def.mode !== 'loose') return;
  const [check, ...others] = def.keyType ? checksOf(def.keyType) : [];
  if (check !== undefined && others.length === 0 && isPortable(check) && words['patternProperties'] !== undefined)
    return;
  for (const word of ['propertyNames', 'patternProperties', 'additionalProperties']) delete words[word];
}

/** A function or a fallback also stands in for what is not there. */
function leaveOutWhatMayLack({ _zod: { def } }: ZodSchema, words: Words): void {
  if (def.type === 'object') requireOnly(words, (name) => def.shape?.[name]?._zod.optin === undefined);
  if (def.type === 'record' && def.valueType && mayBeUndefined(def.valueType, 'input')) delete words['required'];
  if (def.type !== 'tuple' || words['minItems'] === undefined) return;
  const least = (def.items?.findLastIndex((item) => !mayBeUndefined(item, 'input')) ?? -1) + 1;
  words['minItems'] = Math.min(Number(words['minItems']), least);
}

function requireOnly(words: Words, isRequired: (name: string) => boolean): void {
  if (!Array.isArray(words['required'])) return;
  words['required'] = words['required'].filter(isRequired);
}

const ANYTHING = new Set(['any', 'unknown']);

/** Of undefined JSON makes null in a list, and in an object nothing at all. */
function addNull({ _zod: { def } }: ZodSchema, words: Words): void {
  const orNull = (schema: ZodSchema | null | undefined, described: unknown) =>
    schema && mayBeUndefined(schema, 'output') && !ANYTHING.has(schema._zod.def.type) ? withNull(described) : described;
  if (def.type === 'array') words['items'] = orNull(def.element, words['items']);
  if (def.type === 'tuple' && Array.isArray(words['prefixItems'])) {
    words['prefixItems'] = words['prefixItems'].map((item, index) => orNull(def.items?.[index], item));
    words['items'] = orNull(def.rest, words['items']);
  }
  if (def.type === 'object') requireOnly(words, (name) => !isMissing(def.shape?.[name]));
  if (def.type === 'record' && isMissing(def.valueType)) delete words['required'];
}

function isMissing(schema: ZodSchema | undefined): boolean {
  return schema !== undefined && mayBeUndefined(schema, 'output');
}

function withNull(described: unknown): unknown {
  const { type, ...rest } = Object(described);
  if (type === 'null') return described;
  const isBare = typeof type === 'string' && Object.keys(rest).length === 0;
  return isBare ? { type: [type, 'null'] } : { anyOf: [described, { type: 'null' }] };
}
