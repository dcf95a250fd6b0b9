/** Executions that this worker was given to go on with, page by page. */
import type { Unfinished } from '../journal/sqlite/left-behind.ts';
import type { StoredExecution } from '../journal/sqlite/protocol.ts';

type Load = (executionIds: readonly string[]) => Promise<readonly StoredExecution[]>;

export class Assigned implements Unfinished {
  private waiting: readonly string[];
  private readonly load: Load;

  constructor(executionIds: readonly string[], load: Load) {
    this.waiting = executionIds;
    this.load = load;
  }

  add(executionIds: readonly string[]): void {
    this.waiting = [...this.waiting, ...executionIds];
  }

  /** What comes next: what was answered once is not asked for again. */
  async page(_after: string, limit: number): Promise<readonly StoredExecution[]> {
    while (this.waiting.length > 0) {
      const wanted = this.waiting.slice(0, limit);
      const page = await this.load(wanted);
      const last = page.at(-1)?.head.execution_id;
      // Those behind it are asked for again, unless there is none at all: then all of these have ended.
      const done = last === undefined ? wanted.length : wanted.indexOf(last) + 1;
      this.waiting = this.waiting.slice(done);
      if (last !== undefined) return page;
    }
    return [];
  }
}
