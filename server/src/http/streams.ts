/** What the open streams of a server share: one clock for their comments, a bound of their number, and their end. */
import { OverloadedError } from '../errors.ts';
import { draining } from './problem.ts';

/** Milliseconds between the comments that keep proxies awake. */
const HEARTBEAT = 15_000;

/** Milliseconds: the comments of many streams are spread in such steps, so that no moment has them all. */
const STEP = 1000;

const MOST = 20_000;

/** Seconds after which to try again where there are too many. */
const LATER = 5;

export interface SharedStream {
  beat(): void;
  /** Ends it, though the execution has not. */
  letGo(): void;
}

/** Whose turn it is at one step of the clock. */
type Round = Set<Seat>;

/** A stream's place in its round. It is emptied: what a set held once, the collector takes for alive for long. */
export interface Seat {
  stream: SharedStream | undefined;
  readonly round: Round;
}

export class Streams {
  private readonly rounds: readonly Round[];
  private readonly step: number;
  private readonly most: number;
  private taken = 0;
  private now = 0;
  private clock: NodeJS.Timeout | undefined;
  private gone = false;

  constructor(most = MOST, heartbeat = HEARTBEAT) {
    this.most = most;
    const count = Math.max(1, Math.round(heartbeat / STEP));
    this.step = heartbeat / count;
    this.rounds = Array.from({ length: count }, () => new Set<Seat>());
  }

  /**
   * Keeps a place for a stream, before anything is begun for it. Whoever takes one gives it back.
   *
   * @throws OverloadedError where there is none
   */
  take(): void {
    if (this.gone) throw draining();
    if (this.taken >= this.most)
      throw new OverloadedError(`The server has ${this.most} open streams and takes no more`, LATER);
    this.taken += 1;
  }

  giveBack(): void {
    this.taken -= 1;
  }

  /** From now on the stream beats. The answer is to be given to `leave`. */
  join(stream: SharedStream): Seat {
    this.clock ??= setInterval(() => this.tick(), this.step);
    // The round that was last: its next turn is a whole heartbeat away.
    const round = this.rounds[this.now] ?? new Set();
    const seat: Seat = { stream, round };
    round.add(seat);
    return seat;
  }

  leave(seat: Seat): void {
    const { round } = seat;
    round.delete(seat);
    seat.stream = undefined;
    if (round.size > 0 || this.rounds.some(({ size }) => size > 0)) return;
    clearInterval(this.clock);
    this.clock = undefined;
  }

  letGo(): void {
    this.gone = true;
    for (const round of this.rounds) for (const { stream } of round) stream?.letGo();
  }

  private tick(): void {
    this.now = (this.now + 1) % this.rounds.length;
    for (const { stream } of this.rounds[this.now] ?? []) stream?.beat();
  }
}
