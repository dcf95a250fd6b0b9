/** Cases in a file, and what becomes of them. Free of any test runner: `flowlang watch --fixtures` runs them, too. */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import {
  type ExpectedError,
  type FixtureCase,
  type FixtureMock,
  formatDiagnostic,
  type MockAnswer,
  parseFixtures,
} from '@flowlang/openapi';
import { NonRetryableError, ProjectError } from '../errors.ts';
import type { TaskMap } from '../tasks/define-task.ts';
import { describeError, errorProblems, wrongOutputs } from './expectations.ts';
import { findFile } from './find-flow.ts';
import type { FlowResult } from './flow-result.ts';
import { FlowTest } from './flow-test.ts';
import { type Delayed, type Mock, type MockFunction, takes } from './mocks.ts';

export type { ExpectedError, FixtureCase };

export interface FixtureFile {
  /** Absolute. */
  readonly file: string;
  readonly cases: readonly FixtureCase[];
}

export interface CaseOutcome {
  readonly case: FixtureCase;
  readonly passed: boolean;
  /** A line for each expectation that does not hold. */
  readonly problems: readonly string[];
  /** Undefined if the flow could not be run. */
  readonly result: FlowResult | undefined;
  /** In real milliseconds. */
  readonly took_ms: number;
}

export interface CaseOptions {
  /** The flow file. Without it, the nearest flow.yaml in the folder of the cases or above it. */
  readonly flow?: string;
  /** The default export of the tasks file, or its path. Without it, the flow.ts beside the flow. */
  readonly tasks?: TaskMap | string;
}

/** @throws ProjectError that shows, with line and column, what is wrong with the file */
export async function loadFixtures(file: string): Promise<FixtureFile> {
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ProjectError(error.code === 'ENOENT' ? `There is no file ${path}.` : `${path}: ${error.message}`);
  });
  const source = { file: relative(process.cwd(), path), text };
  const { cases, diagnostics } = parseFixtures(source);
  if (diagnostics.length === 0) return { file: path, cases };
  throw new ProjectError(diagnostics.map((one) => formatDiagnostic(one, source)).join('\n\n'));
}

/** One after the other, each with mocks and a clock of its own. @throws ProjectError if the flow cannot be loaded */
export async function runCases(
  fixtures: FixtureFile,
  { flow = 'flow.yaml', tasks }: CaseOptions = {},
): Promise<readonly CaseOutcome[]> {
  const file = findFile(flow, fixtures.file);
  const test = await FlowTest.load(file, tasks === undefined ? {} : { tasks });
  const outcomes: CaseOutcome[] = [];
  for (const one of fixtures.cases) outcomes.push(await runCase(test, one));
  return outcomes;
}

async function runCase(test: FlowTest, one: FixtureCase): Promise<CaseOutcome> {
  const began = performance.now();
  const took = (): number => performance.now() - began;
  await test.reset();
  try {
    for (const [task, mock] of Object.entries(one.mock_tasks)) test.mock(task, asMock(mock));
    const result = await test.run(one.inputs, { send: one.send });
    const problems = problemsOf(result, one);
    return { case: one, passed: problems.length === 0, problems, result, took_ms: took() };
  } catch (thrown) {
    const problem = thrown instanceof Error ? thrown.message : String(thrown);
    return { case: one, passed: false, problems: [problem], result: undefined, took_ms: took() };
  }
}

function problemsOf(result: FlowResult, one: FixtureCase): readonly string[] {
  const { expected_error, expected_outputs = {}, expect_success = expected_error === undefined } = one;
  if (expected_error !== undefined) return errorProblems(result, expected_error);
  if (result.success !== expect_success) {
    const why = result.error === undefined ? '' : ` with ${describeError(result.error)}`;
    return [`It should have ${expect_success ? 'succeeded' : 'failed'}, but it has ${result.status}${why}.`];
  }
  return wrongOutputs(result, expected_outputs).map((name) => {
    const [is, wanted] = [result.outputs[name], expected_outputs[name]].map((value) => JSON.stringify(value));
    return `The output ${name} should be ${wanted}, but ${is === undefined ? 'there is none' : `is ${is}`}.`;
  });
}

function asMock(mock: FixtureMock): Mock<unknown> {
  // Each as a function: a task may return a list, and a list of answers is one for each call.
  return Array.isArray(mock) ? mock.map(answerOf) : answerOf(mock as MockAnswer); // No array.
}

function answerOf({ returns = null, throws, takes: time }: MockAnswer): MockFunction<unknown> | Error | Delayed {
  const answer = throws === undefined ? () => returns : thrown(throws);
  return time === undefined ? answer : takes(time, answer);
}

function thrown({ type = 'Error', message = 'It failed.', retryable }: NonNullable<MockAnswer['throws']>): Error {
  const error = Object.assign(new Error(message), { name: type });
  return retryable === false ? new NonRetryableError(message, { cause: error }) : error;
}
