/** What `executeFlow` returns. */
import { FlowExecutionError } from './errors.ts';
import type { Answer, Read } from './read-body.ts';
import type { FlowResult } from './wire.ts';

/**
 * A call that is under way: a promise of the {@link FlowResult}, and other views of the same call. A failed call is one
 * rejection, however many views there are; a view that nobody has asked for does not reject.
 */
export interface FlowCall<Outputs extends object = Record<string, unknown>> extends Promise<FlowResult<Outputs>> {
  /** The result together with the HTTP response it came in. */
  withResponse(): Promise<Answer<FlowResult<Outputs>>>;
  /**
   * The outputs alone.
   * @throws FlowExecutionError if the flow ran and failed, or was cancelled.
   */
  orThrow(): Promise<Outputs>;
}

export function flowCall<Outputs extends object>(answer: Promise<Read<FlowResult<Outputs>>>): FlowCall<Outputs> {
  const result = answer.then(({ data }) => data);
  const view = <T>(pick: (read: Read<FlowResult<Outputs>>) => T): Promise<T> => {
    result.catch(() => {}); // whoever asked for this view is told by it
    return answer.then(pick);
  };
  return Object.assign(result, {
    withResponse: () =>
      view((read) => ({ ...read, requestId: read.response.headers.get('X-Request-Id') ?? undefined })),
    orThrow: () =>
      view(({ data }) => {
        if (data.success) return data.outputs;
        throw new FlowExecutionError(data.flow, data.execution_id, data.error);
      }),
  });
}
