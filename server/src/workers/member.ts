/** A worker, as the hub sees it. */
import type { Peer } from './peer.ts';
import type { WorkerWords } from './protocol.ts';

export class Member {
  /** From 1; a replacement has that of its predecessor. */
  readonly number: number;
  readonly peer: Peer<WorkerWords>;
  /** Executions whose news it wants. */
  readonly watches = new Set<string>();
  /** Executions of others of which it has readers. */
  readonly follows = new Set<string>();
  pinned: readonly string[] = [];
  /** It takes executions. */
  isReady = false;
  isGone = false;

  constructor(number: number, peer: Peer<WorkerWords>) {
    this.number = number;
    this.peer = peer;
  }
}
