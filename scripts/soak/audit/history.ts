/** One execution with all that is known of it: what the server keeps, what its tasks wrote, what callers were told. */
import { type FlowEvent, isTerminal, type TerminalEvent } from '@flowlang/openapi';
import type { Line } from '../flows/record.ts';
import type { Told } from '../ledger.ts';
import type { Life } from '../server.ts';
import { Violation } from '../violation.ts';

export interface Kept {
  readonly id: string;
  readonly flow: string;
  readonly status: string;
  readonly events: readonly FlowEvent[];
}

export class History {
  readonly kept: Kept;
  readonly told: Told | undefined;
  /** What its own tasks wrote, by their keys, in the order in which it was written. */
  readonly lines: ReadonlyMap<string, readonly Line[]>;
  /** The first execution of the line of retries that it belongs to, or itself. */
  readonly root: string;
  private readonly lives: readonly Life[];

  constructor(kept: Kept, told: Told | undefined, lines: readonly Line[], lives: readonly Life[]) {
    this.kept = kept;
    this.told = told;
    this.lines = Map.groupBy(lines, (line) => line.key);
    this.root = lines[0]?.key.split(':')[0] ?? kept.id;
    this.lives = lives;
  }

  get last(): TerminalEvent {
    const last = this.kept.events.at(-1);
    if (last !== undefined && isTerminal(last)) return last;
    return this.break('has ended, but not with an event that says so');
  }

  life(number: number): Life {
    return this.lives[number - 1] ?? this.break(`has lines of a life ${number} that never was`);
  }

  /** When the process that wrote it ended. */
  endOf({ life, process }: Pick<Line, 'life' | 'process'>): number | undefined {
    const { killed, ended } = this.life(life);
    return killed.get(process) ?? ended;
  }

  /** The process that was there at that time. */
  lifeAt(time: number): Life | undefined {
    return this.lives.findLast((life) => life.began <= time);
  }

  /**
   * The number of the last event that anybody was told of before this life began. What is appended is kept in order: this
   * event and all before it had been kept by then.
   */
  keptBefore(life: number): number {
    let last = 0;
    for (const [seq, one] of this.told?.events ?? []) if (one.life < life && seq > last) last = seq;
    return this.told?.endedIn !== undefined && this.told.endedIn < life ? this.kept.events.length : last;
  }

  break(what: string, more: object = {}): never {
    const { kept, told, lines } = this;
    const evidence = { ...more, told: told && { ...told, events: told.events.size }, events: kept.events };
    throw new Violation(`${kept.flow} ${kept.id} ${what}`, {
      ...evidence,
      lines: [...lines.values()].flat(),
      lives: this.lives.filter(({ number }) => [...lines.values()].flat().some((line) => line.life === number)),
    });
  }
}

/** Milliseconds since 1970. */
export function timeOf(event: FlowEvent): number {
  return Date.parse(event.timestamp);
}

/** Which of the flow's own steps a path belongs to; what handles its end comes after all of them. */
export function placeOf(path: string): number {
  return Number(/^steps\[(\d+)\]/.exec(path)?.[1] ?? Number.POSITIVE_INFINITY);
}
