/** Holds docs/language.md, the guide for those who write flows, to the kit and to the language itself. */
import { readFileSync } from 'node:fs';
import {
  checkFlow,
  compileValue,
  DIAGNOSTICS,
  ExpressionError,
  editorSchema,
  FLOW_EVENT_TYPES,
  FUNCTION_NAMES,
  type Json,
  STEP_EVENT_TYPES,
  type StepKind,
} from '@flowlang/openapi';
import { describe, expect, test } from 'vitest';
import { isObject } from '../conformance/exchange.ts';
import { loadCases } from './language-case.ts';
import { examplesIn, type Fence, fencesIn } from './read-guide.ts';

const guide = readFileSync(new URL('../../docs/language.md', import.meta.url), 'utf8');
const fences = fencesIn(guide);
const shown = loadCases().filter(({ doc }) => doc !== undefined);

describe('the examples of the guide', () => {
  test.each(fences.filter(({ language }) => language === 'yaml'))('line $line, $settings.case', (fence) => {
    expect(dedentedParts(flowOf(fence), fence.text.split('\n').length)).toContain(fence.text);
  });

  test('are all the cases that say so, and each case has its own name', () => {
    const names = fences.flatMap(({ language, settings }) => (language === 'yaml' ? (settings['case'] ?? '') : []));
    expect([...new Set(names)].sort()).toEqual(shown.map(({ doc }) => doc).sort());
  });
});

describe('the tables of expressions', () => {
  const inputs = JSON.parse(fences.find(({ language }) => language === 'json')?.text ?? 'null');

  test.each(examplesIn(guide))('line $line, $example gives $gives', ({ example, gives }) => {
    const result = evaluate(example, inputs);
    if (typeof result === 'string') expect(result).toBe(gives);
    else expect(result).toEqual({ value: JSON.parse(gives) });
  });

  test('have a row for each function', () => {
    const rows = [...guide.matchAll(/^\| `(\w+)` \| .* → /gm)].map(([, name]) => name);
    expect(rows).toEqual([...FUNCTION_NAMES]);
  });
});

describe('the guide leaves nothing out', () => {
  const KINDS: Readonly<Record<StepKind, string>> = {
    ...{ task: 'task', if: 'if', switch: 'switch', parallel: 'parallel', for_each: 'for_each', while: 'while' },
    ...{ subflow: 'subflow', exit: 'exit', fail: 'fail', wait: 'wait', wait_for: 'wait_for', connection: 'pg_query' },
  };

  const examples = fences.map(({ text }) => text).join('\n');

  test.each(Object.values(KINDS))('it has an example of %s', (kind) => {
    expect(examples).toMatch(new RegExp(`^ *- ${kind}:`, 'm'));
  });

  test.each([...new Set(keysIn(editorSchema()))])('it has the key %s', (key) => {
    expect(new RegExp(`\`${key}\`|^ *(- )?${key}:`, 'm').test(guide)).toBe(true);
  });

  test.each([...FLOW_EVENT_TYPES, ...STEP_EVENT_TYPES])('it tells of the event %s', (type) => {
    expect(guide).toContain(`| \`${type}\` | `);
  });

  test.each([...new Set(Object.keys(DIAGNOSTICS).map((code) => `${code.slice(0, 4)}xx`))])(
    'it tells of %s',
    (family) => {
      expect(guide).toContain(`| ${family} | `);
    },
  );

  test('it tells of no code that there is not', () => {
    const codes = guide.match(/FL\d{4}/g) ?? [];
    expect(codes.filter((code) => !Object.hasOwn(DIAGNOSTICS, code))).toEqual([]);
  });
});

/** JSON Schema's own keys, and the built-ins of connections. */
const OTHERS = ['json_schema', 'schema_defaults', 'constraints', 'typed', 'step', 'connection_step', 'connection_body'];

/** The keys that an editor knows. */
function keysIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysIn);
  return Object.entries(isObject(schema) ? schema : {}).flatMap(([word, part]) => {
    if (word !== 'properties' && word !== 'definitions') return keysIn(part);
    const named = Object.entries(isObject(part) ? part : {}).filter(([name]) => !OTHERS.includes(name));
    return named.flatMap(([name, inner]) => [...(word === 'properties' ? [name] : []), ...keysIn(inner)]);
  });
}

/** The text that an example is a part of: the flow of its case, or another file of the case. */
function flowOf({ settings }: Fence): string {
  const one = shown.find(({ doc }) => doc === settings['case']);
  return (settings['file'] === undefined ? one?.flow : one?.files?.[settings['file']]) ?? '';
}

/** Every run of `length` lines, without the indentation that they share. */
function dedentedParts(text: string, length: number): readonly string[] {
  const lines = text.trimEnd().split('\n');
  return lines.slice(0, Math.max(lines.length - length + 1, 0)).map((_, start) => {
    const part = lines.slice(start, start + length);
    const indents = part.filter((line) => line !== '').map((line) => line.search(/\S/));
    return part.map((line) => line.slice(Math.min(...indents))).join('\n');
  });
}

/** The value; or the code of what is wrong with the text, or the name of what went wrong. */
function evaluate(example: string, inputs: Json): { readonly value: Json } | string {
  const value = JSON.stringify(`\${${example}}`);
  const text = `flow: F\ninputs: [{name: order, type: any}]\noutputs: [{name: a, value: ${value}}]\nsteps: []\n`;
  const checked = checkFlow({ file: 'flow.yaml', text });
  const output = checked.ok ? checked.flow.outputs[0] : undefined;
  if (output === undefined)
    return checked.diagnostics.find(({ code }) => DIAGNOSTICS[code].severity === 'error')?.code ?? 'no error';
  try {
    return { value: compileValue(output.value)({ lookup: (name) => (name === 'inputs' ? inputs : undefined) }) };
  } catch (error) {
    return error instanceof ExpressionError ? error.name : String(error);
  }
}
