import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // On a machine of two cores the default is one worker; most of these tests wait for other processes.
    // Scenarios with faults mostly wait.
    maxConcurrency: 16,
    maxWorkers: Math.max(2, Math.floor(availableParallelism() * 0.75)),
    // Node says of each process that its SQLite is experimental.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    include: ['{openapi,server,sdk-ts,contract-tests,scripts,examples}/**/*.test.ts'],
    // Those of the templates run in the projects that are made of them.
    exclude: ['**/node_modules/**', '**/dist/**', 'server/templates/**'],
  },
});
