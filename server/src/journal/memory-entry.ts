/** An execution in the journal that ends with the process. */
import type { FlowEvent, TerminalEvent } from '@flowlang/openapi';
import type { ExecutionHead, ExecutionRow, Fact } from '../engine/journal.ts';
import type { Values } from '../engine/ports.ts';
import type { Weight } from './weight.ts';

export interface Entry {
  readonly id: string;
  head: ExecutionHead;
  secretInputs: Values | undefined;
  readonly plan: string;
  readonly key: string | undefined;
  readonly fingerprint: string | undefined;
  /** Of one with a key. */
  weight: Weight | undefined;
  facts: Fact[];
  events: FlowEvent[];
  last: TerminalEvent | undefined;
  watchers: Set<() => void> | undefined;
  /** Of one with a key. */
  endedAt: number | undefined;
  isAmongNewest: boolean;
  isForgotten: boolean;
}

/** In place of what is forgotten. */
const NONE: never[] = [];
const NOTHING: ExecutionHead = {
  execution_id: '',
  flow: '',
  created_at: 0,
  inputs: {},
  principal: '',
  origin: 'api',
  attempt: 0,
};

/** Lists and maps may hold it for long, and the collector take for alive what they held once: so it is made light. */
export function lighten(entry: Entry): void {
  entry.head = NOTHING;
  entry.secretInputs = undefined;
  entry.weight = undefined;
  entry.events = NONE;
  entry.facts = NONE;
}

export function isWatched({ watchers }: Entry): boolean {
  return watchers !== undefined && watchers.size > 0;
}

export function startOf({ events: [first] }: Entry): number | undefined {
  return first && Date.parse(first.timestamp);
}

export function rowOf(entry: Entry): ExecutionRow {
  const { execution_id, flow, created_at, origin, parent_id, attempt } = entry.head;
  const { last } = entry;
  const ended_at = last && Date.parse(last.timestamp);
  const started_at = startOf(entry);
  return { execution_id, flow, created_at, started_at, ended_at, status: last?.status, origin, parent_id, attempt };
}
