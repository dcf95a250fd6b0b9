import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { buildDocument } from '../../src/contract/document.ts';
import { emitPython } from '../../src/emit/python.ts';
import { emitTypescript } from '../../src/emit/typescript.ts';
import { compile } from './compile.ts';
import { pyright } from './pyright.ts';
import { type RandomFlow, randomFlows } from './random-flows.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_125);
const FLOWS = Number(process.env['FUZZ_RUNS'] ?? 80);

const flows = randomFlows(FLOWS, SEED);
const document = buildDocument(flows.map(({ flow }) => flow));

/** Through a parameter, so that what an open object has besides its properties is no mistake. */
const ACCEPT = `
import type { Flows } from './flowlang.gen.js';
declare function accept<T>(value: T): void;
`;

function valuesOf({ flow, inputs, outputs, payload }: RandomFlow): string {
  const type = `Flows['${flow.flow.name}']`;
  return `accept<${type}['inputs']>(${literal(inputs)});
accept<${type}['outputs']>(${literal(outputs)});
accept<${type}['awaits']['answered']>(${literal(payload)});`;
}

/** A property called `__proto__` is written as a computed one, or it would be the prototype. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('"__proto__":', '["__proto__"]:');
}

/** JSON as Python writes it. */
function python(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${python(inner)}`);
  return `{${entries.join(', ')}}`;
}

describe(`of random flows (seed ${SEED})`, { timeout: 120_000 }, () => {
  it('the types are accepted by the compiler, and so is every value that fits the schema', async () => {
    const use = `${ACCEPT}${flows.map(valuesOf).join('\n')}`;
    expect(compile({ 'flowlang.gen.ts': await emitTypescript(document), 'use.ts': use }, {})).toEqual([]);
  });

  it('the module is Python, without a warning', () => {
    const parse = ['-W', 'error', '-c', 'import ast, sys; ast.parse(sys.stdin.buffer.read())'];
    const { status, stderr } = spawnSync('python3', parse, { input: emitPython(document), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('the module is accepted by the strictest checker, and so is every value that fits the schema', () => {
    const tokens = [...emitPython(document).matchAll(/^(\w+): (\w+)\[.*\] = \2\("(\w+)"\)$/gm)];
    const tokenOf = new Map(
      tokens.flatMap(([, token = '', kind, name = '']) => (kind === 'AwaitedEvent' ? [] : [[name, token]])),
    );
    const calls = flows.map(({ flow, inputs }) => `execute(${tokenOf.get(flow.flow.name)}, ${python(inputs)})`);
    const use = `from flowlang.client import execute\nfrom flowlang_gen import ${[...tokenOf.values()].join(', ')}\n\n${calls.join('\n')}\n`;
    expect(pyright({ 'flowlang_gen.py': emitPython(document), 'use.py': use })).toEqual([]);
  });
});
