/** What a compiler says of mistakes in calls of a project of 500 flows: one error each, which names what is right. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildDocument, checkProject, parseSource } from '@flowlang/openapi';
import { emitTypescript } from '@flowlang/openapi/emit';
import { expect, it } from 'vitest';
import { ROOT } from './scenario.ts';

const run = promisify(execFile);
const NODE_MODULES = path.join(path.dirname(ROOT), 'node_modules');

const START = `import { FlowLangClient } from '@flowlang/client';
import type { Flows } from './flowlang.gen.js';
const client = new FlowLangClient<Flows>({ baseUrl: 'http://localhost' });
const result = await client.executeFlow('Flow7', { order_id: 'o', quantity: 1 });
`;

const MISTAKES: readonly (readonly [call: string, says: string])[] = [
  [`await client.executeFlow('Flwo7', { order_id: 'o', quantity: 1 });`, `'"Flwo7"' is not assignable`],
  [`await client.executeFlow('Flow7', { order_id: 'o' });`, `'quantity' is missing`],
  [`await client.executeFlow('Flow7', { order_id: 'o', quantty: 1 });`, `Did you mean to write 'quantity'?`],
  [
    `await client.executeFlow('Flow7', { order_id: 'o', quantity: 1, country: 'dk' });`,
    `'"de" | "fr" | null | undefined'`,
  ],
  [`if (result.success) console.log(result.outputs.totl);`, `Did you mean 'total'?`],
];

it('each is one error, at its line, and short enough to read', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-messages-'));
  try {
    const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: 'NodeNext', target: 'ES2024' };
    const files = {
      'package.json': '{"type": "module"}',
      'tsconfig.json': JSON.stringify({ compilerOptions, files: ['use.ts'] }),
      'flowlang.gen.ts': await emitTypescript(projectDocument()),
      'use.ts': START + MISTAKES.map(([call]) => call).join('\n'),
    };
    symlinkSync(NODE_MODULES, path.join(folder, 'node_modules'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const tsc = path.join(NODE_MODULES, 'typescript', 'bin', 'tsc');
    // What the compiler finds it says on standard output, and fails.
    const { stdout } = await run(process.execPath, [tsc, '-p', folder, '--pretty', 'false']).catch(
      (thrown: { stdout: string }) => thrown,
    );
    const errors = stdout.trim().split(/\n(?! )/);
    const lines = errors.map((error) => Number(/use\.ts\((\d+),/.exec(error)?.[1]) - START.split('\n').length);
    expect(lines).toEqual(MISTAKES.map((_, index) => index));
    for (const [index, error] of errors.entries()) {
      expect(error).toContain(MISTAKES[index]?.[1]);
      expect(error.length).toBeLessThan(450);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function projectDocument() {
  const sources = Array.from({ length: 500 }, (_, index) => {
    const text = `flow: Flow${index}
inputs:
  - { name: order_id, type: string }
  - { name: quantity, type: integer, minimum: ${index} }
  - { name: price, type: number, default: 1 }
  - { name: country, type: string, enum: [de, fr], default: de }
  - { name: items, type: array, required: false, items: { type: object, properties: { sku: { type: string } } } }
outputs: [{ name: total, value: "\${inputs.quantity * inputs.price}", type: number }]
steps: [{ wait: 0 }]
`;
    const file = `flow${index}.yaml`;
    return { path: file, parsed: parseSource({ file, text }) };
  });
  return buildDocument([...checkProject(sources).values()].filter((result) => result.ok));
}
