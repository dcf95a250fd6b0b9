/** A journal of one execution that can be cut at any point, as a crash would. */
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import type {
  Admission,
  ExecutionRecord,
  ExecutionRow,
  Fact,
  Journal,
  KeptExecution,
  NewExecution,
} from '../../src/engine/journal.ts';

export type Entry = { readonly at: number; readonly event: FlowEvent } | { readonly at: number; readonly fact: Fact };

export class LastingJournal implements Journal {
  readonly lasts = true;
  readonly entries: Entry[] = [];
  execution: NewExecution | undefined;
  private readonly now: () => number;

  constructor(now: () => number, execution?: NewExecution, entries: readonly Entry[] = []) {
    this.now = now;
    this.execution = execution;
    // Through JSON and back, as it would be on a disk.
    this.entries.push(...(JSON.parse(JSON.stringify(entries)) as Entry[]));
  }

  get events(): readonly FlowEvent[] {
    return this.entries.flatMap((entry) => ('event' in entry ? [entry.event] : []));
  }

  get facts(): readonly Fact[] {
    const noted = this.entries.flatMap((entry) => ('fact' in entry ? [entry.fact] : []));
    return [...(this.execution?.facts ?? []), ...noted];
  }

  async create(execution: NewExecution): Promise<Admission> {
    this.execution = execution;
    return { kind: 'created' };
  }

  append(event: FlowEvent): void {
    this.entries.push({ at: this.now(), event });
  }

  note(_id: string, fact: Fact): void {
    this.entries.push({ at: this.now(), fact });
  }

  async flush(): Promise<void> {}

  async has(id: string): Promise<boolean> {
    return this.execution?.head.execution_id === id;
  }

  async read(_id: string, after: number, limit: number): Promise<readonly FlowEvent[]> {
    return this.events.slice(after, after + limit);
  }

  watch(): () => void {
    return () => {};
  }

  async record(id: string): Promise<ExecutionRecord | undefined> {
    const head = this.execution?.head;
    if (head?.execution_id !== id) return undefined;
    return { head, started_at: undefined, last: this.events.find(isTerminal) };
  }

  async list(): Promise<readonly ExecutionRow[]> {
    return [];
  }

  async load(): Promise<KeptExecution | undefined> {
    if (this.execution === undefined) return undefined;
    const { head, secretInputs, plan } = this.execution;
    const { events, facts } = this;
    return { head, inputs: secretInputs ?? head.inputs, plan: plan.fingerprint, events, facts };
  }

  countCrashes(): void {}

  async unfinished(after: string | undefined): Promise<readonly KeptExecution[]> {
    const kept = await this.load();
    return kept === undefined || after !== undefined || kept.events.some(isTerminal) ? [] : [kept];
  }

  async plan(): Promise<string | undefined> {
    return undefined;
  }

  async close(): Promise<void> {}
}
