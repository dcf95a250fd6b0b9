import type { InvalidInput } from '../wire.ts';
import type { ProblemCode } from './project.ts';

/** Thrown while a request is answered; becomes a problem on the wire. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.code = code;
    this.extra = extra;
  }
}

/** Of what does not fit its schema, in the words of the server. */
export function misfit(code: ProblemCode, what: string, errors: readonly InvalidInput[]): Problem {
  const count = errors.length === 1 ? 'is a problem' : `are ${errors.length} problems`;
  return new Problem(code, `There ${count} with ${what}.`, { errors });
}
