/** Keywords that say something of a value alone: its type, which values there are, limits, form. */
import { isMultipleOf } from '../../language/decimals.ts';
import type { Json, ValueType } from '../../language/model.ts';
import { canonical, constantsOf } from '../json-schema.ts';
import { type Difference, differ, shown } from './difference.ts';
import type { ContractRule } from './rules.ts';
import { jsonTypes, takesType } from './schema-world.ts';

export function compareTypes(before: ValueType, after: ValueType, path: string): readonly Difference[] {
  const [old, now] = [jsonTypes(before), jsonTypes(after)];
  const removed = old.filter((type) => !takesType(now, type));
  const added = now.filter((type) => !takesType(old, type));
  const [was, is] = [describe(old), describe(now)];
  const tell = (types: readonly string[], rule: ContractRule, nullRule: ContractRule, nullText: string) => [
    ...(types.includes('null') && types.length === 1 ? [differ(nullRule, path, nullText)] : []),
    ...(types.some((type) => type !== 'null') ? [differ(rule, path, `${was}, now ${is}`)] : []),
  ];
  return [
    ...tell(removed, 'type-removed', 'null-removed', 'may not be null any more'),
    ...tell(added, 'type-added', 'null-added', 'may be null now'),
  ];
}

/** They have no type in common: what else they say cannot be compared. */
export function areStrangers(before: ValueType, after: ValueType): boolean {
  const [old, now] = [jsonTypes(before), jsonTypes(after)];
  return !old.some((type) => takesType(now, type)) && !now.some((type) => takesType(old, type));
}

function describe(types: readonly string[]): string {
  return types.length >= 6 ? 'any value' : types.join(' or ') || 'no value';
}

export function compareValues(before: ValueType, after: ValueType, path: string): readonly Difference[] {
  const [old, now] = [constantsOf(before), constantsOf(after)];
  if (old === undefined && now === undefined) return [];
  if (old === undefined) return [differ('values-closed', path, `only ${list(now ?? [])} now`)];
  if (now === undefined) return [differ('values-opened', path, `not only ${list(old)} any more`)];
  const [removed, added] = [without(old, now), without(now, old)];
  return [
    ...(removed.length > 0 ? [differ('values-removed', path, `${list(removed)} is gone`)] : []),
    ...(added.length > 0 ? [differ('values-added', path, `${list(added)} is new`)] : []),
  ];
}

/** Null is told with the types. */
function without(values: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others.map(canonical));
  return values.filter((value) => value !== null && !known.has(canonical(value)));
}

function list(values: readonly Json[]): string {
  return shown(values)
    .replace(/^\[(.*)\]$/, '$1')
    .replaceAll('","', '", "');
}

/** Both ends of a range, and what it is without the word. */
const LIMITS = [
  { end: 'lower', keywords: ['minimum', 'exclusiveMinimum'], without: Number.NEGATIVE_INFINITY },
  { end: 'upper', keywords: ['maximum', 'exclusiveMaximum'], without: Number.POSITIVE_INFINITY },
  ...['minLength', 'minItems', 'minProperties'].map((keyword) => ({
    end: 'lower' as const,
    keywords: [keyword],
    without: 0,
  })),
  ...['maxLength', 'maxItems', 'maxProperties'].map((keyword) => ({
    end: 'upper' as const,
    keywords: [keyword],
    without: Number.POSITIVE_INFINITY,
  })),
] as const;

interface Limit {
  readonly value: number;
  readonly exclusive: boolean;
  readonly text: string;
}

export function compareLimits(before: ValueType, after: ValueType, path: string): readonly Difference[] {
  return LIMITS.flatMap(({ end, keywords, without: neutral }) => {
    const sign = end === 'lower' ? 1 : -1;
    const of = (schema: ValueType) => rounded(strictest(schema, keywords, sign, neutral), sign, schema);
    const [old, now] = [of(before), of(after)];
    const step = sign * (now.value - old.value) || Number(now.exclusive) - Number(old.exclusive);
    if (Number.isNaN(step) || step === 0) return [];
    const rule = step > 0 ? 'limit-tightened' : 'limit-loosened';
    return [differ(rule, path, `${old.text || `no ${keywords[0]}`}, now ${now.text || `no ${keywords[0]}`}`)];
  });
}

function strictest(schema: ValueType, keywords: readonly string[], sign: number, neutral: number): Limit {
  const limits = keywords.flatMap((keyword): Limit[] => {
    const value = schema[keyword];
    const exclusive = keyword.startsWith('exclusive');
    return typeof value === 'number' ? [{ value, exclusive, text: `${keyword} ${value}` }] : [];
  });
  const byStrength = limits.toSorted((a, b) => sign * (b.value - a.value) || Number(b.exclusive) - Number(a.exclusive));
  return byStrength[0] ?? { value: neutral, exclusive: false, text: '' };
}

/** Of whole numbers, those above 0 are those from 1 on. */
function rounded(limit: Limit, sign: number, schema: ValueType): Limit {
  const isWhole = !jsonTypes(schema).includes('number');
  if (!isWhole || limit.text === '') return limit;
  const beyond = limit.exclusive ? Math.floor(sign * limit.value) + 1 : Math.ceil(sign * limit.value);
  return { ...limit, value: sign * beyond, exclusive: false };
}

const FORMS = ['pattern', 'format', 'multipleOf', 'contentEncoding', 'contentMediaType'] as const;

export function compareForms(before: ValueType, after: ValueType, path: string): readonly Difference[] {
  const forms = FORMS.flatMap((keyword) => {
    const [old, now] = [before[keyword], after[keyword]];
    if (old === now) return [];
    return [differ(ruleOfForm(old, now), path, `${formText(keyword, old)}, now ${formText(keyword, now)}`)];
  });
  const [wasUnique, isUnique] = [before['uniqueItems'] === true, after['uniqueItems'] === true];
  if (wasUnique === isUnique) return forms;
  return [
    ...forms,
    isUnique
      ? differ('form-tightened', path, 'no item may come twice now')
      : differ('form-loosened', path, 'items may come twice now'),
  ];
}

function ruleOfForm(old: unknown, now: unknown): ContractRule {
  if (old === undefined) return 'form-tightened';
  if (now === undefined) return 'form-loosened';
  if (typeof old === 'number' && typeof now === 'number' && Math.min(old, now) > 0 && Number.isFinite(old + now)) {
    if (isMultipleOf(now, old)) return 'form-tightened';
    if (isMultipleOf(old, now)) return 'form-loosened';
  }
  return 'form-changed';
}

function formText(keyword: string, value: unknown): string {
  return value === undefined ? `no ${keyword}` : `${keyword} ${typeof value === 'string' ? value : shown(value)}`;
}

export function compareDefaults(before: ValueType, after: ValueType, path: string): readonly Difference[] {
  const [old, now] = [before['default'], after['default']];
  if (canonical(old) === canonical(now)) return [];
  if (old === undefined) return [differ('default-added', path, `${shown(now)} if it is left out`)];
  if (now === undefined) return [differ('default-removed', path, `no default any more; it was ${shown(old)}`)];
  return [differ('default-changed', path, `default ${shown(old)}, now ${shown(now)}`)];
}

export function compareSensitivity(was: boolean, is: boolean, path: string): readonly Difference[] {
  if (was === is) return [];
  return [
    is
      ? differ('sensitive-added', path, 'is sensitive now')
      : differ('sensitive-removed', path, 'is not sensitive any more'),
  ];
}
