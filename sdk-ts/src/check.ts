/** Holds JSON from outside to the shapes of shapes.ts, and says what is wrong and where. Fields that it does not know pass. */
import { SHAPES } from './shapes.ts';
import type { InvalidInput } from './wire.ts';

/** Where something is wrong, and what: the place is a JSON Pointer, empty for the value as a whole. */
export type Fault = readonly [place: string, what: string];

/** A field: its name, `?` if it may be missing, its kind, and the kind of what it holds. */
const FIELD = /(\w+)(\?)?:?([^ :]+)?:?(\w+)?/g;

const shapes: Readonly<Record<string, string>> = SHAPES;

/** Taken apart once, and variants put together: to do that for each answer would take longer than to check it. */
const FIELDS: Record<string, readonly Readonly<RegExpExecArray>[]> = {};
for (const [name, shape] of Object.entries(shapes)) {
  const base = name.replace(/=.*/, '');
  FIELDS[name] = [...(base === name ? shape : `${shapes[base]} ${shape}`).matchAll(FIELD)];
}

/** @param item The kind of what a list or an object holds. */
export function faultOf(value: unknown, kind = 'string', item?: string): Fault | undefined {
  if (typeof value === kind && kind !== 'object') return undefined; // most fields: no need to look closer
  const own: Readonly<Record<string, unknown>> = Object(value);
  const shape = FIELDS[kind] && (FIELDS[`${kind}=${own[kind]}`] ?? FIELDS[`${kind}=`] ?? FIELDS[kind]);
  const want = shape ? 'object' : kind;
  const type = Array.isArray(value) ? 'list' : value === null || value === !!value ? `${value}` : typeof value;
  if (want !== type && !RegExp(want).test(type)) return ['', `must be ${want}, and is ${type}`];
  for (const { 1: name = '', 2: optional, 3: kind, 4: of } of shape ??
    Object.keys(item ? own : {}).map((name) => ['', name, '', item])) {
    const fault = optional && own[name] === undefined ? undefined : faultOf(own[name], kind, of);
    if (fault) return [`/${name.replace(/~/g, '~0').replace(/\//g, '~1')}${fault[0]}`, fault[1]];
  }
  return undefined;
}

/** The value as what it was held to; undefined where it is not that. */
export const fitting = <T>(value: unknown, kind: string): T | undefined =>
  faultOf(value, kind) ? undefined : (value as T); // the check has just seen every field of it

/** All that is wrong with what was sent, as far as the problem tells. */
export const invalidIn = (problem: unknown): readonly InvalidInput[] =>
  fitting<{ errors: InvalidInput[] }>(problem, 'errors')?.errors ?? [];

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
