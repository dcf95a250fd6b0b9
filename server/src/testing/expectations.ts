/** What a result may be held to; matchers and cases in files say it in the same words. */
import { isDeepStrictEqual } from 'node:util';
import type { ExpectedError } from '@flowlang/openapi';
import type { FlowResult } from './flow-result.ts';

/** Nothing, or what the error should have been and is not, a line for each. */
export function errorProblems({ error, status }: FlowResult, expected: ExpectedError): readonly string[] {
  if (error === undefined) return [`It should have failed with ${describeError(expected)}, but it has ${status}.`];
  const differs = (key: keyof ExpectedError, holds: (is: string, wanted: string) => boolean): readonly string[] => {
    const wanted = expected[key];
    const is = error[key];
    if (wanted === undefined || (is !== undefined && holds(is, wanted))) return [];
    const verb = key === 'message' ? 'should contain' : 'should be';
    return [`The ${key} of the error ${verb} ${JSON.stringify(wanted)}, but is ${JSON.stringify(is)}.`];
  };
  return [
    ...differs('type', (is, wanted) => is === wanted),
    ...differs('step_id', (is, wanted) => is === wanted),
    ...differs('message', (is, wanted) => is.includes(wanted)),
  ];
}

/** The names of the outputs that are not what is expected. */
export function wrongOutputs({ outputs }: FlowResult, expected: object, equals: Equals = isDeepStrictEqual): string[] {
  return Object.entries(expected).flatMap(([name, value]) => (equals(outputs[name], value) ? [] : [name]));
}

export type Equals = (is: unknown, expected: unknown) => boolean;

export function describeError({ type, message, step_id }: ExpectedError): string {
  const what = [type ?? 'an error', message && JSON.stringify(message)].filter(Boolean).join(': ');
  return step_id === undefined ? what : `${what} in the step ${step_id}`;
}
