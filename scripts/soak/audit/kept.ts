/** What the server keeps of its executions, as it answers. */
import type { FlowEvent } from '@flowlang/openapi';
import { type Soak, stubbornly } from '../callers.ts';
import type { Told } from '../ledger.ts';
import { pathOf } from '../meddlers.ts';
import { Violation } from '../violation.ts';

const PAGE = 200;

/** Ids of the executions of a flow, the newest first, down to the first one that is known. */
export async function listOf(soak: Soak, flow: string, known: ReadonlySet<string>): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const path = `/flows/${flow}/executions?limit=${PAGE}${cursor}`;
    const page = (await get(soak, path)) as { items: { execution_id: string }[]; next_cursor?: string | null }; // The contract's own tests hold it to that.
    const found = page.items.map((one) => one.execution_id);
    ids.push(...found.filter((id) => !known.has(id)));
    if (typeof page.next_cursor !== 'string' || found.some((id) => known.has(id))) return ids;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

export async function eventsOf(soak: Soak, told: Told): Promise<FlowEvent[]> {
  const events: FlowEvent[] = [];
  for (;;) {
    const path = `${pathOf(told)}/events?limit=${PAGE}&after=${events.length}`;
    const page = (await get(soak, path)) as { events: FlowEvent[] }; // The contract's own tests hold it to that.
    events.push(...page.events);
    if (page.events.length < PAGE) return events;
  }
}

async function get(soak: Soak, path: string): Promise<unknown> {
  const { answer } = await stubbornly(soak, { method: 'GET', path, headers: { accept: 'application/json' } });
  if (answer.status === 200) return answer.body;
  throw new Violation(`${path}: ${answer.status}`, answer);
}
