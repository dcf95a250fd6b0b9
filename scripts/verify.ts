/**
 * All checks, in the order in which they are quickest to mend: `npm run verify`. One that fails does not keep the others
 * from running. `npm run verify -- types` runs those whose name holds the word.
 */
import { ENV, PYTHON, ROOT, runs } from './workspace.ts';

interface Check {
  readonly name: string;
  readonly commands: readonly (readonly [command: string, ...args: string[]])[];
}

const CHECKS: readonly Check[] = [
  {
    name: 'format and lint',
    commands: [
      ['biome', 'ci', '--colors=off', '.'],
      ['ruff', 'format', '--check', 'sdk-python', 'contract-tests', 'scripts'],
      ['ruff', 'check', 'sdk-python', 'contract-tests', 'scripts'],
    ],
  },
  {
    name: 'types',
    commands: [
      ['tsc', '-b'],
      ['tsc', '-p', 'tsconfig.check.json'],
      ['pyright', '-p', 'sdk-python', '--pythonpath', PYTHON],
      ['pyright', '-p', 'contract-tests', '--pythonpath', PYTHON],
    ],
  },
  { name: 'imports', commands: [['node', 'scripts/check-imports.ts']] },
  { name: 'generated files', commands: [['node', 'scripts/generate.ts', '--check']] },
  { name: 'TypeScript tests', commands: [['vitest', 'run']] },
  {
    name: 'Python tests',
    commands: [
      ['pytest', '-q', 'sdk-python'],
      ['pytest', '-q', 'contract-tests'],
    ],
  },
];

const wanted = process.argv[2] ?? '';
const results = CHECKS.filter((check) => check.name.includes(wanted)).map((check) => {
  console.log(`\n── ${check.name}`);
  const began = performance.now();
  const passed = check.commands
    .map(([command, ...args]) => runs(command, args, { env: ENV, cwd: ROOT }))
    .every(Boolean);
  return { name: check.name, passed, seconds: (performance.now() - began) / 1000 };
});

console.log('');
for (const { name, passed, seconds } of results) {
  console.log(`${passed ? '✔' : '✘'} ${name} (${seconds.toFixed(1)} s)`);
}
const failed = results.filter((result) => !result.passed).length;
console.log(`\nverify: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
