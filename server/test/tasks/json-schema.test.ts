import { type Json, nullable, valueMisfit } from '@flowlang/openapi/language';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toJson } from '../../src/engine/json.ts';
import { defineTask } from '../../src/tasks/define-task.ts';
import { toValueType } from '../../src/tasks/json-schema.ts';
import { TaskRegistry } from '../../src/tasks/registry.ts';
import type { Schema } from '../../src/tasks/schema.ts';
import { bench } from '../engine/harness.ts';

const FLOW = `
flow: Described
outputs: [{ name: d, value: "\${d}" }]
steps: [{ task: Give, id: d }]
`;

/** How a flow ends that answers what its only task gives, and whether it was said that it may be null. */
async function answer(output: Schema<unknown, unknown>, given: unknown): Promise<unknown> {
  const registry = new TaskRegistry({ Give: defineTask({ output, run: () => given }) });
  const give = registry.get('Give');
  const events = await bench(FLOW, give && { Give: give.run }, registry.signatures()).run();
  const last = events.at(-1);
  return last?.type === 'flow_completed' ? last.outputs : last;
}

describe('a flow that answers what its task returns', () => {
  it.each<[name: string, output: z.ZodType, given: unknown, answered?: Json]>([
    ['a pattern that must not be escaped so with `u`', z.string().regex(/^\d{3}-\d{4}$/), '555-1234'],
    ['a class that is none with `u`', z.string().regex(/^[\w-.]+$/), 'a-b'],
    ['a quantifier that is none with `u`', z.string().regex(/^a{,3}$/), 'a{,3}'],
    ['a pattern of another language', z.string().regex(/^[\p{L}--[a-z]]$/v), 'A'],
    ['two patterns, of which JSON Schema has none', z.string().regex(/^a/i).regex(/B$/i), 'Ab'],
    ['a pattern of lines', z.string().regex(/^b$/m), 'a\nb'],
    ['keys of a pattern', z.looseRecord(z.string().regex(/^-/), z.number()), { '-a': 1 }],
    ['an address with an umlaut', z.url(), 'https://example.com/käse und brot'],
    ['a mail address with an umlaut', z.email({ pattern: z.regexes.unicodeEmail }), 'ä@ö.de'],
    ['a part of a second', z.iso.duration(), 'P1Y2M3DT4H5M6.5S'],
    ['an address of the other kind', z.ipv6(), '::ffff:1.2.3.4'],
    ['a text that is looked for behind a line', z.string().includes('b', { position: 2 }), 'a\nb'],
    ['a text that was trimmed after it was measured', z.string().min(2).trim(), ' a', 'a'],
    [
      'a text that was made smaller',
      z
        .string()
        .regex(/^[A-Z]$/)
        .toLowerCase(),
      'A',
      'a',
    ],
    ['a default that does not fit', z.string().min(1).default(''), undefined, ''],
    ['a fallback that does not fit', z.string().min(1).catch(''), 5, ''],
    ['nothing, where it may', z.object({ name: z.string() }).optional(), undefined, null],
    ['nothing in a list', z.array(z.number().optional()), [1, undefined], [1, null]],
    ['nothing in a pair', z.tuple([z.number().optional(), z.number()]), [undefined, 1], [null, 1]],
    ['nothing of anything', z.object({ a: z.unknown() }), { a: undefined }, {}],
    ['nothing under a key that there is', z.record(z.enum(['a']), z.number().optional()), { a: undefined }, {}],
    [
      'objects at once, of which one is described',
      z
        .object({ a: z.string() })
        .describe('A')
        .and(z.object({ b: z.string() })),
      { a: '', b: '' },
    ],
    ['one of two that both may be', z.xor([z.url(), z.email()]), 'a@b.de'],
  ])('completes with %s', async (_, output, given, answered = toJson(given)) => {
    expect(await answer(output, given)).toEqual({ d: answered });
  });
});

/** Whether what goes in, or what comes out, is refused by the checker though the schema takes it. */
function misfits(schema: z.ZodType, value: Json): string[] {
  const parsed = schema.safeParse(value);
  expect(parsed.success).toBe(true);
  const sides = [['input', value] as const, ['output', toJson(parsed.data)] as const];
  return sides.flatMap(([side, one]) =>
    valueMisfit(toValueType(schema, side, 'It'), one) === undefined ? [] : [side],
  );
}

describe('the description of a schema', () => {
  it.each<[name: string, schema: z.ZodType, value: Json]>([
    ['z.coerce.number()', z.coerce.number(), '5'],
    ['z.coerce.number() of null', z.coerce.number().min(0), null],
    ['z.coerce.boolean()', z.coerce.boolean(), 'yes'],
    ['z.coerce.string()', z.coerce.string(), 5],
    ['z.coerce.date()', z.coerce.date(), '2026-01-01'],
    ['a preprocessed value', z.preprocess(Number, z.number()), '5'],
    ['a fallback', z.number().catch(3), 'x'],
    [
      'properties that a function or a fallback stands in for',
      z.object({ a: z.number().catch(1), b: z.preprocess((b) => b ?? 2, z.number()) }),
      {},
    ],
    ['items that a fallback stands in for', z.tuple([z.string(), z.number().catch(1)]), ['a']],
    ['a text that is trimmed', z.string().trim().max(1), ' a '],
    ['a text that is made smaller', z.string().toLowerCase().regex(/^a$/), 'A'],
    ['a number that is made another', z.number().overwrite(Math.abs).min(0), -1],
    [
      'a list that is made shorter',
      z
        .array(z.number())
        .overwrite((list) => list.slice(0, 1))
        .max(1),
      [1, 2],
    ],
    ['one of two that are coerced', z.xor([z.coerce.number().max(3), z.coerce.number().min(5)]), '6'],
    ['a local time', z.iso.datetime({ local: true }), '2026-01-01T12:00'],
    [
      'objects that have names',
      z.object({
        a: z
          .strictObject({ b: z.string() })
          .meta({ id: 'Named' })
          .and(z.object({ c: z.string() })),
      }),
      { a: { b: '', c: '' } },
    ],
  ])('is as wide as %s', (_, schema, value) => {
    expect(misfits(schema, value)).toEqual([]);
  });

  it.each<[name: string, schema: z.ZodType, input: object, output?: object]>([
    ['a length', z.string().min(1).max(5), { type: 'string', minLength: 1, maxLength: 5 }],
    ['a pattern', z.string().regex(/^[a-z]+$/), { type: 'string', pattern: '^[a-z]+$' }],
    ['a moment', z.iso.datetime().describe('when'), { format: 'date-time', description: 'when' }],
    ['a mail address', z.email(), { format: 'email', pattern: z.regexes.email.source }],
    ['a UUID', z.uuid(), { format: 'uuid' }],
    [
      'what is asked before and behind a trim',
      z.string().min(2).trim().max(4),
      { type: 'string', minLength: 2 },
      { type: 'string', maxLength: 4 },
    ],
    ['a format behind a trim', z.string().trim().pipe(z.email()), { type: 'string' }, { format: 'email' }],
    [
      'objects at once',
      z.object({ a: z.string() }).and(z.object({ b: z.string() })),
      { required: ['a', 'b'] },
      { additionalProperties: false },
    ],
    ['a default that fits', z.number().default(3), { type: 'number', default: 3 }],
  ])('is exact of %s', (_, schema, input, output = input) => {
    expect(toValueType(schema, 'input', 'It')).toMatchObject(input);
    expect(toValueType(schema, 'output', 'It')).toMatchObject(output);
  });

  it('keeps what is said about a value of which nothing is known', () => {
    const schema = z.coerce.number().min(1).describe('how many').optional();
    expect(toValueType(schema, 'input', 'It')).toEqual({ description: 'how many' });
    expect(toValueType(schema, 'output', 'It')).toEqual({
      ...nullable({ type: 'number' }),
      minimum: 1,
      description: 'how many',
    });
  });

  it('is refused where notes make it no JSON Schema', () => {
    const act = () => toValueType(z.string().meta({ required: true }), 'output', 'It');
    expect(act).toThrow(
      'The `output` of the task It is no JSON Schema: `/required` must be array. See what `.meta()` says of it.',
    );
  });
});
