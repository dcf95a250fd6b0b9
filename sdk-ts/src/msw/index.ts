/** The door of `@flowlang/client/msw`: what the file that `flowlang generate msw` writes stands on. */
export { createFlowHandlers } from './handlers.ts';
export { FailedRun, flowFailure, type MockAnswer, type MockOptions, type MockOutcome } from './options.ts';
export type { MockFlow, MockProject, MockStepEvent, ProblemCode, ProblemKind, Schema } from './project.ts';
