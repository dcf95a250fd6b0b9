/** What the checks of a text or a number say in JSON Schema, which has no words for some and other meanings of others. */
import { FORMATS } from '@flowlang/openapi/language';
import { checksOf, isCheck, isOverwrite, type Side, type ZodCheck, type ZodSchema } from './zod-internals.ts';

/** A schema while it is described. */
export type Words = Record<string, unknown>;

const CHECK_WORDS = [
  ...['type', 'format', 'pattern', 'allOf', 'contentEncoding', 'minLength', 'maxLength', 'minItems', 'maxItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
];

/**
 * Leaves the checks that hold. What stands before a `trim()` is asked of what goes in, what stands behind it of what comes
 * out.
 *
 * @param describe the same side of another schema
 */
export function keepWhatHolds(
  schema: ZodSchema,
  side: Side,
  words: Words,
  describe: (schema: ZodSchema) => Words,
): void {
  const checks = checksOf(schema);
  if (!checks.some(isOverwrite)) return;
  const { def, constr } = schema._zod;
  if (def.type !== 'string' && def.type !== 'number') {
    delete words['minItems'];
    delete words['maxItems'];
    return;
  }
  const holding =
    side === 'input'
      ? checks.slice(0, checks.findIndex(isOverwrite))
      : checks.slice(checks.findLastIndex(isOverwrite) + 1);
  const own = isCheck(schema) ? checks[0] : undefined;
  // A schema of a format cannot be without it.
  const described: Words =
    own !== undefined && !holding.includes(own)
      ? { type: def.type }
      : describe(new constr({ ...def, checks: holding.filter((check) => check !== own) }));
  for (const word of CHECK_WORDS) put(words, word, described[word]);
}

/** Of formats that are enforced here, those by which zod takes nothing else. */
const EXACT_FORMATS: Readonly<Record<string, readonly string[]>> = {
  date: ['$ZodISODate'],
  'date-time': ['$ZodISODateTime'],
  email: ['$ZodEmail'],
  ipv4: ['$ZodIPv4'],
  ipv6: ['$ZodIPv6'],
  uuid: ['$ZodUUID', '$ZodGUID'],
};

/** Formats of JSON Schema that nothing enforces, and so takes what zod takes: umlauts, blanks. */
const WIDER_FORMATS: Readonly<Record<string, string>> = { email: 'idn-email', uri: 'iri' };

/** Leaves the formats and patterns by which a text is refused only if zod refuses it. */
export function keepExactTexts(schema: ZodSchema, words: Words): void {
  if (schema._zod.def.type !== 'string') return;
  const checks = checksOf(schema);
  const { format, pattern, allOf } = words;
  if (typeof format === 'string' && FORMATS.includes(format) && !checks.some((check) => isExact(check, format)))
    put(words, 'format', WIDER_FORMATS[format]);
  const lost = checks.flatMap((check) => (isPortable(check) ? [] : [check._zod.def.pattern?.source]));
  if (lost.some((source) => source === pattern)) delete words['pattern'];
  if (!Array.isArray(allOf)) return;
  const kept = allOf.filter((one) => !lost.includes(one.pattern));
  put(words, 'allOf', kept.length > 0 ? kept : undefined);
}

function put(words: Words, word: string, value: unknown): void {
  if (value === undefined) delete words[word];
  else words[word] = value;
}

function isExact({ _zod: { def, traits, constr } }: ZodCheck, format: string): boolean {
  if (!EXACT_FORMATS[format]?.some((trait) => traits.has(trait))) return false;
  // Seconds are optional in the first versions of zod 4, or where local times are taken.
  if (format === 'date-time') return def.local !== true && def.pattern?.test('2026-01-01T12:00Z') === false;
  if (format !== 'email') return true;
  const usual = constr && new constr({ ...def, pattern: undefined })._zod.def.pattern;
  return usual?.source === def.pattern?.source;
}

/** Checks that zod does not make by the pattern which it describes. */
const OTHERWISE_CHECKED = new Set(['ipv6', 'cidrv6']);

/** Patterns have no flags in JSON Schema, and are read with `u`. */
export function isPortable({ _zod: { def } }: ZodCheck): boolean {
  const { format = '', pattern, position } = def;
  if (pattern === undefined) return true;
  return !OTHERWISE_CHECKED.has(format) && position === undefined && /^[dguy]*$/.test(pattern.flags);
}
