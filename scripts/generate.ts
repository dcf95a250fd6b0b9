/**
 * Writes what is generated and committed; `--check` writes nothing and fails where a file is stale.
 *
 *   node scripts/generate.ts [--check]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { editorSchema } from '@flowlang/openapi';
import { renderReport } from '../contract-tests/report/report.ts';
import { apiGuide } from './api-guide.ts';
import { fixedTypes } from './client-types.ts';
import { commandLineGuide } from './command-line.ts';
import { FLOWLANG, PYTHON, ROOT, runs } from './workspace.ts';

interface Target {
  readonly kind: 'openapi' | 'client' | 'python' | 'msw';
  /** Folder of the flows. */
  readonly from: string;
  readonly file: string;
}

/** The document of examples/, so that every review sees a change of the contract; and what the contract tests and the front end call by. */
const TARGETS: readonly Target[] = [
  { kind: 'openapi', from: 'examples', file: 'openapi/openapi.yaml' },
  { kind: 'client', from: 'examples', file: 'contract-tests/generated/flowlang.gen.ts' },
  { kind: 'python', from: 'examples', file: 'contract-tests/generated/flowlang_gen.py' },
  { kind: 'client', from: 'examples/order_processing', file: 'examples/web/src/flowlang.gen.ts' },
  { kind: 'msw', from: 'examples/order_processing', file: 'examples/web/src/mocks/flows.gen.ts' },
];

/**
 * What needs no flow of its own: the schema of flow.yaml for editors, the fixed types of the client, the list of its API, and
 * which scenario is played in which language.
 */
const TEXTS: readonly (readonly [file: string, text: () => string | Promise<string>])[] = [
  ['openapi/flow.schema.json', () => `${JSON.stringify(editorSchema(), null, 2)}\n`],
  ['sdk-ts/src/document.gen.ts', () => fixedTypes(readFileSync(path.join(ROOT, 'openapi', 'openapi.yaml'), 'utf8'))],
  ['docs/api-typescript.md', apiGuide],
  ['contract-tests/report/README.md', renderReport],
  ['docs/command-line.md', commandLineGuide],
];

/** The full list of the Python client, from its docstrings. */
const API_PYTHON = 'docs/api-python.md';

const check = process.argv.includes('--check');

const failed: string[] = TARGETS.filter(({ kind, from, file }) => {
  const args = ['generate', kind, from, '-o', file, ...(check ? ['--check'] : [])];
  return !runs(process.execPath, [FLOWLANG, ...args]);
}).map(({ file }) => file);
for (const [file, text] of TEXTS) if (!writes(path.join(ROOT, file), await text())) failed.push(file);
if (!runs(PYTHON, ['scripts/api_python.py', ...(check ? ['--check'] : [])])) failed.push(API_PYTHON);

if (failed.length === 0) {
  console.log(
    `generate: ${TARGETS.length + TEXTS.length + 1} files ${check ? 'are as the flows have them' : 'written'}`,
  );
} else {
  const files = failed.map((file) => `  ${file}`).join('\n');
  console.error(check ? `Stale:\n${files}\nRun: npm run generate` : `Not written:\n${files}`);
  process.exitCode = 1;
}

function writes(file: string, text: string): boolean {
  if (check) return existsSync(file) && readFileSync(file, 'utf8') === text;
  writeFileSync(file, text);
  return true;
}
