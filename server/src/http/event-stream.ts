/**
 * Sends the events of an execution as server-sent events (WHATWG HTML, "Server-sent events").
 *
 * 1. A reader pulls from the journal, a piece at a time, and only when its socket has taken the piece before: one that is
 *    slow costs one piece of memory, and holds up nobody.
 * 2. Nothing is sent that is not kept.
 * 3. The stream ends after the last event, and leaves no listener or timer behind, whoever ends it.
 */
import type { ServerResponse } from 'node:http';
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import type { Journal } from '../engine/ports.ts';

/** Events that are read at a time. */
const BATCH = 100;

/** Characters that are sent at a time, and the rest of one event. */
const PIECE = 64 * 1024;

/** Milliseconds between the comments that keep proxies awake. */
const HEARTBEAT = 15_000;

/** A socket that has taken nothing for so many heartbeats has nobody at its other end. */
const BEATS_UNTIL_DEAD = 4;

export interface EventStreamOptions {
  readonly journal: Journal;
  readonly executionId: string;
  /** Events with a higher `seq` are sent. */
  readonly after: number;
  /** Milliseconds. */
  readonly heartbeat?: number | undefined;
  /** Called when the stream breaks off because the journal cannot be read. */
  readonly onFailure: (error: unknown) => void;
}

/** One event as it goes over the wire. JSON has no raw line breaks, so that `data` is always one line. */
export function formatEvent(event: FlowEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

export class EventStream {
  private readonly response: ServerResponse;
  private readonly options: EventStreamOptions;
  private readonly unwatch: () => void;
  private readonly heartbeat: NodeJS.Timeout;
  private seen: number;
  private wanted = false;
  private pumping = false;
  private blocked = false;
  /** Nothing more is to be sent; what was may still be on its way. */
  private ended = false;
  private beatsBlocked = 0;

  constructor(response: ServerResponse, options: EventStreamOptions) {
    this.response = response;
    this.options = options;
    this.seen = options.after;
    this.unwatch = options.journal.watch(options.executionId, () => this.wake());
    this.heartbeat = setInterval(() => this.beat(), options.heartbeat ?? HEARTBEAT);
    response.on('close', () => {
      clearInterval(this.heartbeat);
      this.end();
    });
    response.on('drain', () => {
      this.blocked = false;
      this.beatsBlocked = 0;
      this.wake();
    });
    this.wake();
  }

  /** What comes within one turn of the event loop goes out together. */
  private wake(): void {
    this.wanted = true;
    if (this.pumping || this.blocked || this.ended) return;
    this.pumping = true;
    setImmediate(() => void this.pump());
  }

  /** One at a time: two reads at once would send the same events twice. */
  private async pump(): Promise<void> {
    try {
      while (this.wanted && !this.blocked && !this.ended) {
        this.wanted = false;
        await this.sendBatch();
      }
    } catch (thrown) {
      this.options.onFailure(thrown);
      this.response.destroy();
    }
    this.pumping = false;
  }

  private async sendBatch(): Promise<void> {
    const { journal, executionId } = this.options;
    const events = await journal.read(executionId, this.seen, BATCH);
    let piece = '';
    for (const event of events) {
      if (this.ended) return;
      piece += formatEvent(event);
      this.seen = event.seq;
      if (isTerminal(event)) {
        this.response.end(piece);
        this.end();
        return;
      }
      if (piece.length < PIECE) continue;
      if (this.write(piece)) return;
      piece = '';
    }
    if (events.length === BATCH) this.wanted = true;
    if (piece !== '' && !this.ended) this.write(piece);
  }

  /** Answers whether to wait; what is left is read again. */
  private write(text: string): boolean {
    this.blocked = !this.response.write(text);
    return this.blocked;
  }

  private beat(): void {
    if (!this.blocked && !this.ended) {
      this.write(': keep-alive\n\n');
      return;
    }
    // Node would queue comments for a dead socket without bound. The reader may come back with Last-Event-ID.
    this.beatsBlocked += 1;
    if (this.beatsBlocked >= BEATS_UNTIL_DEAD) this.response.destroy();
  }

  /** Lets go of the journal; the heartbeat watches over the socket until it is closed. */
  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.unwatch();
  }
}
