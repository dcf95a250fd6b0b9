import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Scenarios with faults mostly wait.
    maxConcurrency: 16,
    // A limit finds what hangs; on a machine with other work, what only takes long is no failure.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // On a machine of two cores the default is one worker; most of these tests wait for other processes.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() * 0.75)),
    // Node says of each process that its SQLite is experimental.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    include: ['{openapi,server,sdk-ts,contract-tests,scripts,examples}/**/*.test.ts'],
    // Those of the templates run in the projects that are made of them.
    exclude: ['**/node_modules/**', '**/dist/**', 'server/templates/**'],
  },
});
