/** An execution that is followed: where its events come from, what they have told, and how it is asked to end. */
import type { FlowStream } from '../event-stream.ts';
import type { FlowEvent } from '../events.ts';
import { Steps } from './steps.ts';

export type Stream = FlowStream<unknown, Record<string, unknown>>;

/** Where the events of an execution come from. */
export interface Source {
  /** Asked once more, it is the same execution. */
  readonly begin: () => Stream;
  /** Goes on after its reader was away. */
  readonly resume: (executionId: string, after: number) => Stream;
}

/** A stream that is followed, and what it has told. */
export class Run {
  readonly source: Source;
  readonly events: FlowEvent[];
  readonly steps: Steps;
  /** Settles with the stream when its execution can be cancelled, or its reader has left; with none where it has ended. */
  readonly known: PromiseWithResolvers<Stream | undefined> = Promise.withResolvers<Stream | undefined>();
  /** Until it has one, that of the run which it goes on with. */
  stream: Stream | undefined;

  constructor(source: Source, left?: Run) {
    this.source = source;
    this.events = left?.events ?? [];
    this.steps = left?.steps ?? new Steps();
    this.stream = left?.stream;
  }

  open(): Stream {
    const id = this.stream?.executionId;
    this.stream = id === undefined ? this.source.begin() : this.source.resume(id, this.events.at(-1)?.seq ?? 0);
    return this.stream;
  }

  async cancel(reason?: string): Promise<void> {
    let stream = this.stream?.executionId === undefined ? await this.known.promise : this.stream;
    if (stream === undefined) return;
    if (stream.executionId === undefined) {
      // Its reader has left before the server said which execution it is.
      stream = this.source.begin();
      for await (const _ of stream) break;
    }
    await stream.cancel(reason);
  }
}
