import type { Range } from '../model.ts';

/**
 * An expression that cannot be evaluated with the values of this run. Its message is a sentence for the flow's author;
 * it says of what kind a value is and never which, since the value may be a secret. A retry gives the same again.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** Of the operand that is to blame, in the flow's file. */
  readonly range: Range;

  constructor(message: string, range: Range) {
    super(message);
    this.range = range;
  }
}
