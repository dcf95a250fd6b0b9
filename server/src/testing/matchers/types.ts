/** The matchers as a test calls them. */
import type { ExpectedError } from '@flowlang/openapi';

export interface CallExpectation {
  /** How often; without it at least once. */
  readonly times?: number;
  /** The inputs of one of the calls, or those of them that are named. */
  readonly with?: object;
}

/** @typeParam Returned nothing, or a promise behind `resolves` */
export interface FlowMatchers<Returned = void> {
  toHaveSucceeded(): Returned;
  /** All that is given must be so; `message` is a part of the message. */
  toHaveFailedWith(error: ExpectedError): Returned;
  toHaveOutput(name: string, value: unknown): Returned;
  /** Of the outputs those that are named. */
  toHaveOutputs(outputs: object): Returned;
  toHaveCalled(task: string, expectation?: CallExpectation): Returned;
}
