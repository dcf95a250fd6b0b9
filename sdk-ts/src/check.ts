/** Holds JSON from outside to the shapes of shapes.ts, and says what is wrong and where. Fields that it does not know pass. */
import { SHAPES } from './shapes.ts';

/** What is wrong, and where: `place` is a JSON Pointer, empty for the value as a whole. */
export interface Fault {
  readonly place: string;
  readonly message: string;
}

/** The value as what it was held to; undefined where it is not that. */
export function fitting<T>(value: unknown, kind: string): T | undefined {
  return faultOf(value, kind) ? undefined : (value as T); // the check has just seen every field of it
}

interface Part {
  readonly name: string;
  readonly optional: boolean;
  readonly kind: string;
}

/** Shapes that were needed, taken apart: to do that for each answer would take longer than to check it. */
const PARTS = new Map<string, readonly Part[]>();

function partsOf(shape: keyof typeof SHAPES): readonly Part[] {
  const known = PARTS.get(shape);
  if (known) return known;
  const parts = SHAPES[shape].split(' ').map((field) => {
    const [name = '', kind = 'string'] = field.split(':');
    return { name: name.replace('?', ''), optional: name.endsWith('?'), kind };
  });
  PARTS.set(shape, parts);
  return parts;
}

export function faultOf(value: unknown, kind: string, place = ''): Fault | undefined {
  const type = Array.isArray(value) ? 'list' : value === null ? 'null' : value === undefined ? 'missing' : typeof value;
  const plain =
    kind === type ||
    kind === 'any' ||
    (kind === 'string|null' && /^(string|null)$/.test(type)) ||
    (type === 'boolean' && kind === `${value}`) ||
    (kind === 'ordinal' && Number.isSafeInteger(value) && Number(value) > 0);
  if (plain) return undefined;
  const own: Readonly<Record<string, unknown>> = Object(value);
  const shape = [`${kind}=${own[kind.slice(1)]}`, kind].find(isShape);
  const item = shape ? undefined : /^(\w+)(?:\[]|({}))$/.exec(kind);
  const want = shape || item?.[2] ? 'object' : item ? 'list' : kind;
  if (want !== type) return { place, message: `must be ${want}, and is ${type}` };
  const parts = shape
    ? partsOf(shape)
    : item
      ? Object.keys(own).map((name) => ({ name, optional: false, kind: item[1] ?? '' }))
      : [];
  for (const { name, optional, kind } of parts) {
    if (optional && own[name] === undefined) continue;
    const fault = faultOf(own[name], kind, `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    if (fault) return fault;
  }
  return undefined;
}

function isShape(name: string): name is keyof typeof SHAPES {
  return Object.hasOwn(SHAPES, name);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
