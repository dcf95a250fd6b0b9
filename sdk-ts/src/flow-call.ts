/** What `executeFlow` returns. */
import { FlowExecutionError } from './errors.ts';
import type { Answer } from './read-body.ts';
import type { FlowResult } from './wire.ts';

/**
 * A call that is under way: a promise of the {@link FlowResult}, and other views of the same call. A failed call is one
 * rejection, however many views there are; a view that nobody has asked for does not reject.
 */
export class FlowCall<Outputs extends object = Record<string, unknown>> implements Promise<FlowResult<Outputs>> {
  readonly [Symbol.toStringTag] = 'FlowCall';
  readonly #answer: Promise<Answer<FlowResult<Outputs>>>;

  constructor(answer: Promise<Answer<FlowResult<Outputs>>>) {
    this.#answer = answer;
  }

  /** The result together with the HTTP response it came in. */
  withResponse(): Promise<Answer<FlowResult<Outputs>>> {
    return this.#answer;
  }

  /**
   * The outputs alone.
   * @throws FlowExecutionError if the flow ran and failed, or was cancelled.
   */
  async orThrow(): Promise<Outputs> {
    const { data } = await this.#answer;
    if (data.success) return data.outputs;
    throw new FlowExecutionError(data.flow, data.execution_id, data.error);
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise; to extend Promise would start a second one that can reject unseen
  then<Value = FlowResult<Outputs>, Other = never>(
    onFulfilled?: ((result: FlowResult<Outputs>) => Value | PromiseLike<Value>) | null,
    onRejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
  ): Promise<Value | Other> {
    return this.#answer.then(({ data }) => data).then(onFulfilled, onRejected);
  }

  catch<Other = never>(
    onRejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
  ): Promise<FlowResult<Outputs> | Other> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<FlowResult<Outputs>> {
    return this.then().finally(onFinally);
  }
}
