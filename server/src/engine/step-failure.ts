import type { ExecutionError } from '@flowlang/openapi';

/** A step failed for good: what callers are told. What was thrown is its cause. */
export class StepFailure extends Error {
  override name = 'StepFailure';
  readonly error: ExecutionError;

  constructor(error: ExecutionError, cause?: unknown) {
    super(error.message, { cause });
    this.error = error;
  }
}
