/** Types of the language as zod code: what a stub says of its task. */
import { alternatives, itemType, type ValueType } from '@flowlang/openapi';
import { quoted, WIDTH } from './code.ts';

/** What the file calls zod, and how it indents. */
export interface Zod {
  readonly z: string;
  readonly unit: string;
}

type Kind = ReturnType<typeof alternatives>[number];

/** @param depth how far the line is indented on which it begins */
export function zodCode(type: ValueType, zod: Zod, depth: number): string {
  const { z } = zod;
  const found = alternatives(type);
  const kinds = found.filter((one) => one.type !== 'null');
  if (found.some((one) => one.type === undefined)) return `${z}.unknown()`;
  if (kinds.length === 0) return `${z}.null()`;
  const codes = [...new Set(merged(kinds).map((one) => kindCode(one, zod, depth)))];
  const [only = `${z}.unknown()`] = codes;
  const code = codes.length === 1 ? only : `${z}.union([${codes.join(', ')}])`;
  return kinds.length < found.length ? `${code}.nullable()` : code;
}

/** A number covers an integer, and the values of several `enum`s are those of one. */
function merged(kinds: readonly Kind[]): readonly Kind[] {
  const isNumber = kinds.some((one) => one.type === 'number' && one.enum === undefined);
  const rest = kinds.filter((one) => !(isNumber && one.type === 'integer'));
  const listed = rest.filter((one) => one.enum !== undefined);
  if (listed.length < 2 || new Set(listed.map((one) => one.type)).size > 1) return rest;
  const all = { ...listed[0], enum: [...new Set(listed.flatMap((one) => one.enum ?? []))] };
  return [...rest.filter((one) => one.enum === undefined), all];
}

function kindCode(kind: Kind, zod: Zod, depth: number): string {
  const { z } = zod;
  if (kind.enum !== undefined && kind.type !== 'array' && kind.type !== 'object') return listedCode(kind, zod);
  switch (kind.type) {
    case 'boolean':
      return `${z}.boolean()`;
    case 'integer':
      return `${z}.int()`;
    case 'number':
      return `${z}.number()`;
    case 'string':
      return `${z}.string()`;
    case 'array':
      return `${z}.array(${zodCode(itemType(kind), zod, depth)})`;
    case 'object':
      return objectCode(kind, zod, depth);
    default:
      return `${z}.unknown()`;
  }
}

function listedCode({ enum: values = [], type }: Kind, { z }: Zod): string {
  const codes = values.map((value) => (typeof value === 'string' ? quoted(value) : JSON.stringify(value)));
  if (type === 'boolean' && codes.length > 1) return `${z}.boolean()`;
  if (codes.length === 1) return `${z}.literal(${codes[0]})`;
  return `${z}.${type === 'string' ? 'enum' : 'literal'}([${codes.join(', ')}])`;
}

function objectCode(kind: Kind, zod: Zod, depth: number): string {
  const { z } = zod;
  const { properties = {}, required = [], additionalProperties: rest } = kind;
  const names = Object.keys(properties);
  const isOpen = rest !== false;
  const other = typeof rest === 'object' ? zodCode(rest, zod, depth) : `${z}.unknown()`;
  if (names.length === 0 && isOpen) return `${z}.record(${z}.string(), ${other})`;
  const members = (inner: number) =>
    names.map((name) => {
      const code = zodCode(properties[name] ?? {}, zod, inner);
      return `${propertyName(name)}: ${required.includes(name) ? code : `${code}.optional()`}`;
    });
  const ending = isOpen && typeof rest === 'object' ? `.catchall(${other})` : '';
  const call = `${z}.${isOpen && ending === '' ? 'looseObject' : 'object'}`;
  const flat = members(depth).join(', ');
  if (flat === '') return `${call}({})`;
  if (!flat.includes('\n') && depth * zod.unit.length + flat.length < WIDTH) return `${call}({ ${flat} })${ending}`;
  const lines = members(depth + 1).map((member) => `${zod.unit.repeat(depth + 1)}${member},\n`);
  return `${call}({\n${lines.join('')}${zod.unit.repeat(depth)}})${ending}`;
}

/** `__proto__: …` would set the prototype of the object. */
export function propertyName(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}
