/** A value of a type: something to begin with in tests and in test_inputs.json. */
import { alternatives, itemType, type Json, type ValueType } from '@flowlang/openapi';

const FORMATS: Readonly<Record<string, string>> = {
  date: '2030-01-31',
  'date-time': '2030-01-31T12:00:00Z',
  time: '12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com',
  url: 'https://example.com',
  uuid: '6f1f0e52-9d3c-4a59-8d3e-0b7c1a2d3e4f',
};

/** @param name what the value is called: a text says that of itself */
export function sampleOf(type: ValueType, name: string): Json {
  const { default: given, example, examples } = type;
  for (const written of [given, example, Array.isArray(examples) ? examples[0] : undefined])
    if (written !== undefined) return written as Json; // It comes from YAML.
  const kinds = alternatives(type);
  const kind = kinds.find((one) => one.type !== 'null') ?? kinds[0] ?? {};
  if (kind.enum !== undefined) return kind.enum[0] ?? null;
  switch (kind.type) {
    case 'null':
      return null;
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return sampleNumber(kind);
    case 'array': {
      const item = sampleOf(itemType(kind), name);
      const { minItems } = kind;
      return Array.from({ length: typeof minItems === 'number' ? Math.max(1, minItems) : 1 }, () => item);
    }
    case 'object':
      return sampleObject(kind);
    default:
      return sampleText(kind, name);
  }
}

export function sampleObject({ properties = {}, required = [] }: ValueType): Json {
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {}, name)]));
}

function sampleNumber({ minimum, maximum }: ValueType): number {
  const least = typeof minimum === 'number' ? Math.max(1, minimum) : 1;
  return typeof maximum === 'number' ? Math.min(least, maximum) : least;
}

function sampleText({ format, minLength }: ValueType, name: string): string {
  const text = (typeof format === 'string' ? FORMATS[format] : undefined) ?? name;
  return typeof minLength === 'number' ? text.padEnd(minLength, 'x') : text;
}
