/** What a process before this one has left unfinished, page by page: while one is worked on, the next is read. */
import type { StoredExecution } from './protocol.ts';

type Pages = Promise<readonly StoredExecution[]>;

export interface Unfinished {
  page(after: string, limit: number): Pages;
}

export class LeftBehind implements Unfinished {
  private readonly ask: (after: string, limit: number) => Pages;
  private next: { readonly after: string; readonly limit: number; readonly page: Pages } | undefined;

  constructor(ask: (after: string, limit: number) => Pages) {
    this.ask = ask;
  }

  async page(after: string, limit: number): Pages {
    const { next } = this;
    this.next = undefined;
    const page = await (next?.after === after && next.limit === limit ? next.page : this.ask(after, limit));
    const last = page.at(-1);
    if (last !== undefined && page.length === limit) this.readOn(last.head.execution_id, limit);
    return page;
  }

  private readOn(after: string, limit: number): void {
    const page = this.ask(after, limit);
    this.next = { after, limit, page };
    // Whoever asks for it hears of the failure; perhaps nobody does.
    page.catch(() => {});
  }
}
