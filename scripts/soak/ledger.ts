/** What the callers were told: the server may never take any of it back. */
import { isDeepStrictEqual } from 'node:util';
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import { Violation } from './violation.ts';

/** All that callers were told of one execution. */
export interface Told {
  readonly id: string;
  readonly flow: string;
  readonly keys: Set<string>;
  /** By their numbers, with the first life of the server that told it. */
  readonly events: Map<number, { readonly event: FlowEvent; readonly life: number }>;
  /** The life in which somebody was told how it ended. */
  endedIn: number | undefined;
  result: unknown;
  /** The payload of the delivery that was acknowledged. */
  delivered: string | undefined;
  /** Payloads that may have been taken: no answer came. */
  readonly perhapsDelivered: Set<string>;
  /** Somebody was told that it will be cancelled. */
  cancelled: boolean;
  /** What its secret input was. */
  secret: string | undefined;
}

export class Ledger {
  executions = new Map<string, Told>();
  /** How often each thing was told, for the report. */
  readonly counts = new Map<string, number>();
  private readonly byKey = new Map<string, string>();

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  /** A caller was told the id of an execution. */
  execution(flow: string, id: string, key?: string): Told {
    const known = key === undefined ? undefined : this.byKey.get(key);
    if (known !== undefined && known !== id) {
      throw new Violation(`The key ${key} began two executions`, { first: known, second: id });
    }
    if (key !== undefined) this.byKey.set(key, id);
    const told = this.executions.get(id) ?? nothing(id, flow);
    if (key !== undefined) told.keys.add(key);
    this.executions.set(id, told);
    return told;
  }

  /** A caller read an event. */
  event(told: Told, event: FlowEvent, life: number): void {
    const before = told.events.get(event.seq);
    if (before !== undefined && !isDeepStrictEqual(before.event, event)) {
      throw new Violation(`Event ${event.seq} of ${told.id} was told twice, differently`, { before, event });
    }
    told.events.set(event.seq, { event, life: Math.min(life, before?.life ?? life) });
    if (isTerminal(event)) told.endedIn = Math.min(life, told.endedIn ?? life);
  }

  /** A caller was told how it ended. */
  result(told: Told, result: unknown, life: number): void {
    if (told.result !== undefined && !isDeepStrictEqual(told.result, result)) {
      throw new Violation(`Callers of ${told.id} were told different results`, { one: told.result, other: result });
    }
    told.result = result;
    told.endedIn = Math.min(life, told.endedIn ?? life);
  }

  /** Forgets executions that were audited. */
  clear(): void {
    this.executions = new Map();
  }
}

function nothing(id: string, flow: string): Told {
  return {
    id,
    flow,
    keys: new Set(),
    events: new Map(),
    endedIn: undefined,
    result: undefined,
    delivered: undefined,
    perhapsDelivered: new Set(),
    cancelled: false,
    secret: undefined,
  };
}
