import type { TerminalEvent } from '@flowlang/openapi';
import { LostExecutionError } from '../errors.ts';
import type { Journal } from './journal.ts';

/** What another request began. */
export function joinedTo(journal: Journal, executionId: string) {
  return {
    executionId,
    joined: true,
    // Not before somebody asks: it would be watched until its end.
    get finished(): Promise<TerminalEvent> {
      return watchEnd(journal, executionId);
    },
  };
}

/**
 * Follows an execution that another request runs in the journal, to its last event.
 *
 * @throws LostExecutionError if it is lost, or forgotten before it is read; JournalUnavailableError
 */
function watchEnd(journal: Journal, id: string): Promise<TerminalEvent> {
  const end = new Promise<TerminalEvent>((resolve, reject) => {
    const look = async (): Promise<void> => {
      const record = await journal.record(id);
      if (record === undefined) throw new LostExecutionError(`The execution ${id} is not kept any more. Ask again.`);
      if (record.last === undefined) return;
      unwatch();
      resolve(record.last);
    };
    const leave = (thrown: Error): void => {
      unwatch();
      reject(thrown);
    };
    let isKept = false;
    const unwatch = journal.watch(id, () => {
      if (isKept) void look().catch(leave);
    });
    // Another process may have begun it, and not written it yet.
    journal
      .flush(id)
      .then(() => {
        isKept = true;
        return look();
      })
      .catch(leave);
  });
  // As of those that run here: for whoever does not ask how it ends it is no failure of the process.
  end.catch(() => {});
  return end;
}
