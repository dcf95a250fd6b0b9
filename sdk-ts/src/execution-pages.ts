/** What `listExecutions` returns. */
import type { ExecutionList, ExecutionSummary } from './wire.ts';

/** Executions, newest first: to be looped over one by one, or page by page. Each page is asked for when it is read. */
export interface ExecutionPages<Name extends string = string> extends AsyncIterable<ExecutionSummary<Name>> {
  [Symbol.asyncIterator](): AsyncGenerator<ExecutionSummary<Name>, void, undefined>;
  pages(): AsyncGenerator<ExecutionList<Name>, void, undefined>;
}

export function executionPages<Name extends string>(
  load: (cursor?: string) => Promise<ExecutionList<Name>>,
): ExecutionPages<Name> {
  async function* pages(): AsyncGenerator<ExecutionList<Name>, void, undefined> {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await load(cursor);
      yield page;
      cursor = page.next_cursor;
    }
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { items } of pages()) yield* items;
    },
  };
}
