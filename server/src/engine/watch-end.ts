import type { TerminalEvent } from '@flowlang/openapi';
import type { Journal } from './journal.ts';

/** Follows an execution that another request runs in the journal, to its last event. */
export function watchEnd(journal: Journal, id: string): Promise<TerminalEvent> {
  return new Promise((resolve, reject) => {
    const look = async (): Promise<void> => {
      const record = await journal.record(id);
      if (record?.last === undefined) return;
      unwatch();
      resolve(record.last);
    };
    const unwatch = journal.watch(id, () => void look().catch(reject));
    void look().catch(reject);
  });
}
