/**
 * Sends the events of an execution as server-sent events (WHATWG HTML, "Server-sent events").
 *
 * 1. A reader pulls from the journal, a piece at a time, and only when its socket has taken the piece before: one that is
 *    slow costs one piece of memory, and holds up nobody.
 * 2. Nothing is sent that is not kept.
 * 3. The stream ends after the last event, or breaks off where that cannot come, and leaves no listener or timer behind,
 *    whoever ends it.
 * 4. There may be many thousands: what they can share they share, and none holds the request that opened it.
 */
import type { ServerResponse } from 'node:http';
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import type { Journal } from '../engine/journal.ts';
import type { Seat, SharedStream, Streams } from './streams.ts';

/** Events that are read at a time. */
const BATCH = 100;

/** Characters that are sent at a time, also of one event: what takes a large one slowly is seen to take it. */
const PIECE = 64 * 1024;

/**
 * A socket that has taken nothing for so many heartbeats has nobody at its other end. The system takes one or two megabytes at a
 * time: of a reader with 10 kB a second it is heard once in minutes.
 */
const BEATS_UNTIL_DEAD = 20;

/** What all streams of a server have in common. */
export interface StreamHome {
  readonly journal: Journal;
  readonly streams: Streams;
  /** Called when the last event of an execution was sent. */
  readonly onEnd: (executionId: string) => void;
  /** Called when a stream breaks off because the journal cannot be read. */
  readonly onFailure: (error: unknown, place: StreamPlace) => void;
}

export interface StreamPlace {
  readonly executionId: string;
  /** Events with a higher `seq` are sent. */
  readonly after: number;
  readonly requestId: string;
}

/** One event as it goes over the wire. JSON has no raw line breaks, so that `data` is always one line. */
function formatEvent(event: FlowEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

const STREAM = Symbol('the stream that is sent');

type Streamed = ServerResponse & { [STREAM]?: EventStream };

// One function of each for all streams.

function onClose(this: Streamed): void {
  this[STREAM]?.leave();
}

function onDrain(this: Streamed): void {
  this[STREAM]?.goOn();
}

export class EventStream implements SharedStream {
  private readonly home: StreamHome;
  private readonly response: Streamed;
  private readonly place: StreamPlace;
  private readonly unwatch: () => void;
  private readonly seat: Seat;
  private seen: number;
  private wanted = false;
  private pumping = false;
  private blocked = false;
  /** What was read, and is not sent yet. */
  private rest = '';
  /** The rest ends with the last event. */
  private complete = false;
  /** Nothing more is to be sent; what was may still be on its way. */
  private ended = false;
  private beatsBlocked = 0;
  private leaving = false;
  private greeted = false;

  /** A place among the streams was taken for it; it gives that back. */
  constructor(home: StreamHome, response: Streamed, place: StreamPlace) {
    this.home = home;
    this.response = response;
    this.place = place;
    this.seen = place.after;
    this.unwatch = home.journal.watch(place.executionId, () => this.wake());
    this.seat = home.streams.join(this);
    response[STREAM] = this;
    response.on('close', onClose).on('drain', onDrain);
    this.wake();
  }

  /** The response is closed, whoever did it. */
  leave(): void {
    const { streams } = this.home;
    streams.leave(this.seat);
    streams.giveBack();
    this.end();
  }

  /** The socket has taken what was written. */
  goOn(): void {
    this.blocked = false;
    this.beatsBlocked = 0;
    this.wake();
  }

  beat(): void {
    if (!this.blocked && !this.ended) {
      // Not in the midst of an event.
      if (this.rest === '') this.write(': keep-alive\n\n');
      return;
    }
    // Node would queue comments for a dead socket without bound. The reader may come back with Last-Event-ID.
    this.beatsBlocked += 1;
    if (this.beatsBlocked >= BEATS_UNTIL_DEAD) this.response.destroy();
  }

  /** Sends what there is, and ends: the rest is read from the server that comes after this one. */
  letGo(): void {
    this.leaving = true;
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
        if (this.rest === '' || !this.write(this.rest)) await this.sendBatch();
      }
    } catch (thrown) {
      this.home.onFailure(thrown, this.place);
      this.response.destroy();
    }
    this.pumping = false;
    if (!this.leaving || this.blocked || this.ended) return;
    this.end();
    this.response.end();
  }

  /** The headers do not wait for the first event, but they tell an id: what it stands for must be kept. */
  private async greet(): Promise<void> {
    this.greeted = true;
    await this.home.journal.flush(this.place.executionId);
    if (this.ended) return;
    this.response.flushHeaders();
    this.wanted = true;
  }

  private read(): Promise<readonly FlowEvent[]> {
    return this.home.journal.read(this.place.executionId, this.seen, BATCH);
  }

  /**
   * Nothing has come yet, or nothing can.
   *
   * @throws Error if the rest is gone: a reader would wait for it for ever
   */
  private async readAgain(): Promise<readonly FlowEvent[]> {
    const record = await this.home.journal.record(this.place.executionId);
    if (this.ended || (record !== undefined && record.last === undefined)) return [];
    // It may have ended in between.
    const events = await this.read();
    if (events.length === 0 && !this.ended) throw new Error('The rest of the execution is not kept any more');
    return events;
  }

  private async sendBatch(): Promise<void> {
    let events = await this.read();
    if (events.length === 0) {
      if (this.greeted) events = await this.readAgain();
      else await this.greet();
    }
    let piece = '';
    for (const event of events) {
      if (this.ended) return;
      piece += formatEvent(event);
      this.seen = event.seq;
      if (isTerminal(event)) {
        this.home.onEnd(this.place.executionId);
        this.complete = true;
        break;
      }
      if (piece.length < PIECE) continue;
      if (this.write(piece)) return;
      piece = '';
    }
    if (events.length === BATCH) this.wanted = true;
    if (piece !== '' && !this.ended) this.write(piece);
  }

  /** Answers whether to wait; events behind the text are read again, and the rest of the text is kept. */
  private write(text: string): boolean {
    this.greeted = true;
    this.rest = text;
    while (this.rest !== '' && !this.blocked) {
      const piece = firstPiece(this.rest);
      this.rest = this.rest.slice(piece.length);
      if (this.complete && this.rest === '') {
        this.response.end(piece);
        this.end();
        return true;
      }
      this.blocked = !this.response.write(piece);
    }
    return this.blocked;
  }

  /** Lets go of the journal; the heartbeat watches over the socket until it is closed. */
  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.unwatch();
  }
}

/** Half of a character would be sent as another one. */
function firstPiece(text: string): string {
  if (text.length <= PIECE) return text;
  const isInside = (text.charCodeAt(PIECE) & 0xfc_00) === 0xdc_00;
  return text.slice(0, isInside ? PIECE - 1 : PIECE);
}
