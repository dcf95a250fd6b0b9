/** What vitest's `expect` can ask of the result of a flow; a message shows how the flow ran. */
import type { ExpectedError } from '@flowlang/openapi';
import type { MatcherState } from 'vitest';
import { describeRun } from '../describe-run.ts';
import { describeError, errorProblems, wrongOutputs } from '../expectations.ts';
import { type FlowResult, namesOf, type TaskCall } from '../flow-result.ts';
import { meant } from '../meant.ts';
import type { CallExpectation } from './types.ts';

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

export const flowMatchers = { toHaveSucceeded, toHaveFailedWith, toHaveOutput, toHaveOutputs, toHaveCalled };

function toHaveSucceeded(received: unknown): Verdict {
  const result = asResult(received);
  return verdict(result.success, result, (not) => `The flow should ${not}have succeeded.`);
}

function toHaveFailedWith(received: unknown, expected: ExpectedError): Verdict {
  const result = asResult(received);
  const problems = errorProblems(result, expected);
  const refusal = `The flow should not have failed with ${describeError(expected)}.`;
  return verdict(problems.length === 0, result, (not) => (not === '' ? problems.join('\n') : refusal));
}

function toHaveOutput(this: MatcherState, received: unknown, name: string, value: unknown): Verdict {
  const result = asResult(received);
  const misnamed = misnamedOutput([name], result);
  if (misnamed !== undefined) return refusal(this, result, misnamed);
  const pass = name in result.outputs && this.equals(result.outputs[name], value);
  const says = (not: string): string => `The output ${name} should ${not}be ${JSON.stringify(value)}.`;
  return { ...verdict(pass, result, says), actual: result.outputs[name], expected: value };
}

function toHaveOutputs(this: MatcherState, received: unknown, expected: object): Verdict {
  const result = asResult(received);
  const misnamed = misnamedOutput(Object.keys(expected), result);
  if (misnamed !== undefined) return refusal(this, result, misnamed);
  const wrong = wrongOutputs(result, expected, (is, wanted) => this.equals(is, wanted));
  const says = (not: string): string => {
    const which = wrong.length === 1 ? `output ${wrong[0]} is` : `outputs ${wrong.join(', ')} are`;
    return not === '' ? `The ${which} not what is expected.` : 'The outputs should not be these.';
  };
  const shown = Object.fromEntries(Object.keys(expected).map((name) => [name, result.outputs[name]]));
  return { ...verdict(wrong.length === 0, result, says), actual: shown, expected };
}

function toHaveCalled(this: MatcherState, received: unknown, task: string, expectation: CallExpectation = {}): Verdict {
  const result = asResult(received);
  const tasks = namesOf(result)?.tasks ?? [task];
  if (!tasks.includes(task))
    return refusal(this, result, `${result.flow} runs no task \`${task}\`. ${meant(task, tasks, 'It runs')}`);
  const { times, with: inputs } = expectation;
  const calls = result.calls.filter((call) => call.task === task);
  const matches =
    inputs === undefined
      ? calls
      : calls.filter((call) => this.equals(call.inputs, inputs, [this.utils.subsetEquality]));
  const pass = times === undefined ? matches.length > 0 : matches.length === times;
  const says = (not: string): string => {
    const wanted = `${task} should ${not}have been called${times === undefined ? '' : ` ${count(times)}`}`;
    const given = inputs === undefined ? '' : ` with ${JSON.stringify(inputs)}`;
    const was = calls.length === 0 ? 'was never called' : `was called ${count(calls.length)}`;
    return `${wanted}${given}, but ${was}.${listed(calls)}`;
  };
  return verdict(pass, result, says);
}

function verdict(pass: boolean, result: FlowResult, says: (not: '' | 'not ') => string): Verdict {
  return { pass, message: () => `${says(pass ? 'not ' : '')}\n\n${describeRun(result)}` };
}

/** Whatever is claimed of what the flow does not have: `.not` would be true of it for ever, and would test nothing. */
function refusal({ isNot }: MatcherState, result: FlowResult, message: string): Verdict {
  return verdict(isNot, result, () => message);
}

function misnamedOutput(names: readonly string[], result: FlowResult): string | undefined {
  const { outputs } = namesOf(result) ?? { outputs: names };
  const wrong = names.find((name) => !outputs.includes(name));
  return wrong && `${result.flow} has no output \`${wrong}\`. ${meant(wrong, outputs, 'It has')}`;
}

function listed(calls: readonly TaskCall[]): string {
  return calls.map(({ inputs, attempt }) => `\n  attempt ${attempt}: ${JSON.stringify(inputs)}`).join('');
}

function count(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

function asResult(received: unknown): FlowResult {
  const isResult = typeof received === 'object' && received !== null && 'calls' in received && 'events' in received;
  if (isResult) return received as FlowResult; // Nothing else has both.
  const isPromise = received instanceof Promise;
  const hint = isPromise ? ': await it, as in `expect(await flow.run(inputs))`' : '';
  throw new TypeError(
    `This matcher takes the result of \`flow.run\`, not ${isPromise ? 'a promise' : String(received)}${hint}.`,
  );
}
