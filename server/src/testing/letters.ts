/** What a test sends to `wait_for` steps. */
import type { FlowEvent, Json } from '@flowlang/openapi';

export interface Letter {
  readonly event: string;
  readonly payload: Json;
}

/** Each execution reads a letter once, in the order in which they were sent. */
export class Letters {
  private readonly around: Letters | undefined;
  private readonly own: Letter[] = [];

  /** @param around what is sent to others as well */
  constructor(around?: Letters) {
    this.around = around;
  }

  post(event: string, payload: Json): void {
    this.own.push({ event, payload });
  }

  all(): readonly Letter[] {
    return [...this.own, ...(this.around?.all() ?? [])];
  }

  clear(): void {
    this.own.length = 0;
  }
}

/** The events that steps wait for, after these events. */
export function waitedFor(events: readonly FlowEvent[]): readonly string[] {
  const waiting = new Map<string, string>();
  for (const event of events) {
    if (event.step_id === null) continue;
    if (event.type === 'step_waiting' && event.event !== undefined) waiting.set(event.path, event.event);
    else waiting.delete(event.path);
  }
  return [...waiting.values()];
}
