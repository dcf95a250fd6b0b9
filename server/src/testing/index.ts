/** The door `flowlang/testing`: what authors of flows test with. Matchers for vitest are behind `flowlang/testing/vitest`. */
export {
  type CaseOptions,
  type CaseOutcome,
  type ExpectedError,
  type FixtureCase,
  type FixtureFile,
  loadFixtures,
  runCases,
} from './fixtures.ts';
export type { FlowResult, LogLine, Payloads, TaskCall } from './flow-result.ts';
export { FlowTest, type LoadOptions, type RunOptions } from './flow-test.ts';
export { type Delayed, type Mock, type MockFunction, type MockValue, never, takes } from './mocks.ts';
export { runFixtures } from './run-fixtures.ts';
export { taskContext } from './task-context.ts';
export type { TestExecution } from './test-execution.ts';
