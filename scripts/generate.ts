/**
 * Writes what is generated and committed; `--check` writes nothing and fails where a file is stale.
 *
 *   node scripts/generate.ts [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { editorSchema } from '@flowlang/openapi';
import { FLOWLANG, ROOT, runs } from './workspace.ts';

interface Target {
  readonly kind: 'openapi' | 'client' | 'python';
  /** Folder of the flows. */
  readonly from: string;
  readonly file: string;
}

/** The document of examples/, so that every review sees a change of the contract; and what the contract tests call by. */
const TARGETS: readonly Target[] = [
  { kind: 'openapi', from: 'examples', file: 'openapi/openapi.yaml' },
  { kind: 'client', from: 'examples', file: 'contract-tests/generated/flowlang.gen.ts' },
  { kind: 'python', from: 'examples', file: 'contract-tests/generated/flowlang_gen.py' },
];

/** The schema of flow.yaml for editors: it follows from the language, and from no flow. */
const EDITOR_SCHEMA = 'openapi/flow.schema.json';

const check = process.argv.includes('--check');

const failed: string[] = TARGETS.filter(({ kind, from, file }) => {
  const args = ['generate', kind, from, '-o', file, ...(check ? ['--check'] : [])];
  return !runs(process.execPath, [FLOWLANG, ...args]);
}).map(({ file }) => file);
if (!writesSchema(path.join(ROOT, EDITOR_SCHEMA))) failed.push(EDITOR_SCHEMA);

if (failed.length === 0) {
  console.log(`generate: ${TARGETS.length + 1} files ${check ? 'are as the flows have them' : 'written'}`);
} else {
  const files = failed.map((file) => `  ${file}`).join('\n');
  console.error(check ? `Stale:\n${files}\nRun: npm run generate` : `Not written:\n${files}`);
  process.exitCode = 1;
}

function writesSchema(file: string): boolean {
  const text = `${JSON.stringify(editorSchema(), null, 2)}\n`;
  if (check) return readFileSync(file, 'utf8') === text;
  writeFileSync(file, text);
  return true;
}
