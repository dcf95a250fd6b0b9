/**
 * Writes what is generated and committed; `--check` writes nothing and fails where a file is stale.
 *
 *   node scripts/generate.ts [--check]
 */
import { FLOWLANG, runs } from './workspace.ts';

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

const check = process.argv.includes('--check');

const failed = TARGETS.filter(({ kind, from, file }) => {
  const args = ['generate', kind, from, '-o', file, ...(check ? ['--check'] : [])];
  return !runs(process.execPath, [FLOWLANG, ...args]);
});

if (failed.length === 0) {
  console.log(`generate: ${TARGETS.length} files ${check ? 'are as the flows have them' : 'written'}`);
} else {
  const files = failed.map(({ file }) => `  ${file}`).join('\n');
  console.error(check ? `Stale:\n${files}\nRun: npm run generate` : `Not written:\n${files}`);
  process.exitCode = 1;
}
