/**
 * One execution as React can read it: an external store, which tells its readers of news once in a frame.
 * It follows one stream at a time. What it opens it leaves when nobody reads it any more; the execution goes on.
 */
import { ConflictError, FlowExecutionError } from '../errors.ts';
import { type FlowEvent, isTerminal } from '../events.ts';
import { nextFrame } from './frame.ts';
import { Run, type Source, type Stream } from './run.ts';
import { IDLE, type StreamState } from './stream-state.ts';

export class StreamStore {
  #state: StreamState = IDLE;
  #run: Run | undefined;
  /** What was left while it had not ended. */
  #left: Run | undefined;
  #forgetFrame: (() => void) | undefined;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): StreamState => this.#state;

  /** Follows a stream from its beginning, in place of what it followed. */
  start(source: Source): void {
    this.leave();
    this.#left = undefined;
    this.#follow(new Run(source));
    this.#publish({ ...IDLE, status: 'starting' });
  }

  /** Goes on where {@link leave} left off: a component may be taken from the page, and come back with its state. */
  resume(): void {
    const left = this.#left;
    this.#left = undefined;
    if (left === undefined) return;
    this.#follow(new Run(left.source, left));
    // What came after the last frame would else be shown with the next event, and that may take hours.
    if (left.events.length > 0) this.#publish(this.#progress(left));
  }

  /** Follows it no longer. */
  leave(): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    this.#left = run;
    this.#dropFrame();
    run.known.resolve(run.stream);
    run.stream?.[Symbol.asyncDispose]().catch(() => {}); // its reader has left
  }

  reset(): void {
    this.leave();
    this.#left = undefined;
    this.#publish(IDLE);
  }

  /** Asks the execution to end, also where its reader has just left; the state tells when it has. */
  async cancel(reason?: string): Promise<void> {
    const run = this.#run ?? this.#left;
    if (run === undefined) return;
    if (run === this.#left && run.stream === undefined) return this.reset(); // nobody has been asked to begin it
    this.#publish({ ...this.#state, isCancelling: true });
    try {
      await run.cancel(reason);
    } catch (error) {
      if (error instanceof ConflictError) return; // it has ended, and its last event is on the way
      const shown = this.#run ?? this.#left; // by now perhaps another run, which goes on with this one
      if (shown?.events === run.events) this.#publish({ ...this.#state, isCancelling: false });
      throw error;
    }
  }

  async #follow(run: Run): Promise<void> {
    this.#run = run;
    // Whoever leaves in the same breath takes it back: StrictMode mounts twice, and an effect that starts a flow runs twice.
    await undefined;
    if (this.#run !== run) return;
    try {
      const stream = run.open();
      for await (const event of stream) {
        if (this.#run !== run) return;
        this.#add(run, event as FlowEvent); // the client has held it to that
      }
      // A run that is left ends without its last event.
      if (this.#run === run) this.#end(run, await endOf(run, stream));
    } catch (error) {
      if (this.#run === run) this.#end(run, { status: 'error', error: asError(error), result: undefined });
    }
  }

  #add(run: Run, event: FlowEvent): void {
    run.events.push(event);
    run.steps.add(event);
    run.known.resolve(run.stream);
    this.#forgetFrame ??= nextFrame(() => {
      this.#forgetFrame = undefined;
      this.#publish(this.#progress(run));
    });
  }

  #end(run: Run, end: Pick<StreamState, 'status' | 'error' | 'result'>): void {
    this.#dropFrame();
    this.#run = undefined;
    run.known.resolve(undefined);
    this.#publish({ ...this.#progress(run), ...end, isCancelling: false } as StreamState); // the parts of `end` go together
  }

  #progress({ events, steps, stream }: Run): StreamState {
    const { isCancelling, message } = this.#state;
    const told = events.findLast((event) => event.type === 'step_progress' && event.message !== undefined);
    return {
      ...IDLE,
      status: 'running',
      events: [...events],
      steps: steps.list(),
      executionId: stream?.executionId,
      message: told?.type === 'step_progress' ? told.message : message,
      isCancelling,
    };
  }

  #dropFrame(): void {
    this.#forgetFrame?.();
    this.#forgetFrame = undefined;
  }

  #publish(state: StreamState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

async function endOf({ events }: Run, stream: Stream): Promise<Pick<StreamState, 'status' | 'error' | 'result'>> {
  const result = await stream.result();
  if (result.success) return { status: 'completed', result, error: undefined };
  const last = events.findLast(isTerminal);
  const error = new FlowExecutionError(result.flow, result.execution_id, result.error);
  return { status: last?.type === 'flow_cancelled' ? 'cancelled' : 'failed', result, error };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
