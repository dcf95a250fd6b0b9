/** Events of an execution in pages, for those who do not read streams. */
import { isTerminal } from '@flowlang/openapi';
import type { Journal } from '../engine/journal.ts';

/** Events that are read at a time. */
const BATCH = 100;

/** Characters, and the rest of one event: a page is in memory as a whole. */
const LONGEST_PAGE = 1024 * 1024;

/** The page as JSON. `complete`: the reader has the last event already. */
export async function eventPage(journal: Journal, id: string, from: number, limit: number, complete: boolean) {
  const texts: string[] = [];
  let [after, length, ended] = [from, 0, complete];
  for (let full = false; !full && texts.length < limit && length < LONGEST_PAGE; ) {
    const wanted = Math.min(BATCH, limit - texts.length);
    const events = await journal.read(id, after, wanted);
    full = events.length < wanted;
    for (const event of events) {
      const text = JSON.stringify(event);
      texts.push(text);
      length += text.length;
      after = event.seq;
      ended = isTerminal(event);
      if (length >= LONGEST_PAGE) break;
    }
  }
  return `{"events":[${texts.join(',')}],"next_after":${ended ? null : after}}`;
}
