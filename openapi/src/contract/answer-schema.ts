/** What the fixed resources look like, as JSON Schema (2020-12): the server compiles its serialisers from these. */
import type { ValueType } from '../language/model.ts';
import { standAlone } from './definitions.ts';
import type { Operation } from './operation.ts';
import { problemShape } from './wire.ts';

/** Of an operation that answers a fixed resource. Stands alone. */
export function answerSchema({ answer }: Operation): ValueType | undefined {
  return answer.kind === 'json' ? standAlone((definitions) => definitions.wire(answer.schema)) : undefined;
}

/** Of a problem with this status. Stands alone. */
export function problemSchema(status: number): ValueType {
  return standAlone((definitions) => definitions.wire(problemShape(status)));
}
