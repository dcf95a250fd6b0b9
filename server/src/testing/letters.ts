/** What a test sends to `wait_for` steps. */
import type { FlowEvent, Json } from '@flowlang/openapi';
import { FlowLangError } from '../errors.ts';
import { meant } from './meant.ts';

export interface Letter {
  readonly event: string;
  readonly payload: Json;
}

/** What can be sent at all. */
export interface Recipient {
  /** Its name. */
  readonly flow: string;
  /** Undefined where any event may be waited for. */
  readonly events: readonly string[] | undefined;
}

/** Each execution reads a letter once, in the order in which they were sent. */
export class Letters {
  private readonly recipient: Recipient;
  private readonly around: Letters | undefined;
  private readonly own: Letter[] = [];

  constructor(recipient: Recipient, around?: Letters) {
    this.recipient = recipient;
    this.around = around;
  }

  /** What is sent to one execution, before what is sent to all. */
  andOwn(): Letters {
    return new Letters(this.recipient, this);
  }

  /** @throws FlowLangError if no step can ever read it */
  post(event: string, payload: Json): void {
    const { flow, events } = this.recipient;
    if (events?.includes(event) === false) {
      throw new FlowLangError(
        `No step of ${flow} waits for the event \`${event}\`. ${meant(event, events, 'Its steps wait for')}`,
      );
    }
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
