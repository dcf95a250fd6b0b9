/** What `listExecutions` returns. */
import type { ExecutionList, ExecutionSummary } from './wire.ts';

/** Executions, newest first: to be looped over one by one, or page by page. Each page is asked for when it is read. */
export class ExecutionPages<Name extends string = string> implements AsyncIterable<ExecutionSummary<Name>> {
  readonly #load: (cursor?: string) => Promise<ExecutionList<Name>>;

  /** Made by the client. */
  constructor(load: (cursor?: string) => Promise<ExecutionList<Name>>) {
    this.#load = load;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ExecutionSummary<Name>, void, undefined> {
    for await (const { items } of this.pages()) yield* items;
  }

  async *pages(): AsyncGenerator<ExecutionList<Name>, void, undefined> {
    for (let cursor: string | undefined; ; ) {
      const page = await this.#load(cursor);
      yield page;
      if (page.next_cursor === null) return;
      cursor = page.next_cursor;
    }
  }
}
