/** A project of many flows as its callers see it: what is generated for them, and programs that import it. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildDocument, renderJson } from '@flowlang/openapi';
import { emitPython, emitTypescript } from '@flowlang/openapi/emit';
import openapiTS, { astToString } from 'openapi-typescript';
import { ROOT } from '../workspace.ts';
import { flowText } from './flow-text.ts';
import { checkTexts } from './language.ts';

const [FLOWS, STEPS, CALLS] = [500, 20, 100] as const;

const COMPILER = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: 'ES2024',
  module: 'NodeNext',
  types: [],
  lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
};

/** Answers the folder: `ours`, `plain`, `typed` and `empty` are in it, each a project of its own. */
export async function writeProject(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-types-'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const texts = Array.from({ length: FLOWS }, (_, index) => flowText(`Flow${index}`, STEPS, index));
  const document = buildDocument(checkTexts(texts));
  const plain = astToString(await openapiTS(renderJson(document), { silent: true }));
  const compiler = JSON.stringify({ compilerOptions: COMPILER, files: ['use.ts'] });
  const checker = JSON.stringify({ typeCheckingMode: 'strict', include: ['use.py'] });
  const files: Readonly<Record<string, string>> = {
    'package.json': '{"type": "module"}',
    'ours/tsconfig.json': compiler,
    'ours/flowlang.gen.ts': await emitTypescript(document),
    'ours/use.ts': typescriptCalls(),
    'plain/tsconfig.json': compiler,
    // As its own manual has it: a declaration file, which the compiler does not check.
    'plain/schema.d.ts': plain,
    'plain/use.ts': "import type { components, paths } from './schema.js';\nexport type { components, paths };\n",
    'typed/pyrightconfig.json': checker,
    'typed/flowlang_gen.py': emitPython(document),
    'typed/use.py': pythonCalls(),
    'empty/pyrightconfig.json': checker,
    'empty/use.py': '',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const CALLED: readonly string[] = Array.from({ length: CALLS }, (_, index) => `Flow${(index * FLOWS) / CALLS}`);

function typescriptCalls(): string {
  const inputs = "{ order_id: 'o', quantity: 1, country: 'de', items: [{ sku: 'a', amount: 1 }] }";
  const calls = CALLED.map((name) => {
    const result = `result${name}`;
    return `const ${result} = await client.executeFlow('${name}', ${inputs});
if (${result}.success) console.log(${result}.outputs.total, ${result}.outputs.summary);
else console.error(${result}.error.message);`;
  });
  return `import { FlowLangClient } from '@flowlang/client';
import type { Flows } from './flowlang.gen.js';
const client = new FlowLangClient<Flows>({ baseUrl: 'http://localhost:8000' });
${calls.join('\n')}\n`;
}

function pythonCalls(): string {
  const inputs = '{"order_id": "o", "quantity": 1, "country": "de", "items": [{"sku": "a", "amount": 1}]}';
  const calls = CALLED.map((name) => {
    return `result_${name} = client.execute_flow(${name}, ${inputs})\nprint(result_${name}.or_raise()["total"])`;
  });
  return `from flowlang.client import FlowLangClient
from flowlang_gen import ${CALLED.join(', ')}

client = FlowLangClient("http://localhost:8000")
${calls.join('\n')}\n`;
}
