/** Which worker runs which execution, of those that have not ended and that somebody may know of. */
import { LostExecutionError } from '../errors.ts';
import { scopeOf } from '../journal/sqlite/key-filter.ts';
import type { Batch } from '../journal/sqlite/protocol.ts';
import type { Member } from './member.ts';

/** Far more than a worker begins in one moment. */
const MOST_LOST = 100_000;

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

interface Running {
  /** Undefined while nobody runs it. */
  owner: Member | undefined;
  /** Its row is in the file. */
  isWritten: boolean;
  /** Of the key that it was begun with. */
  readonly scope: string | undefined;
  waiters: Waiter[];
}

/** What a batch has changed. */
export interface News {
  /** Executions of which there is more to read. */
  readonly touched: ReadonlySet<string>;
  /** Keys that are in the file now. */
  readonly scopes: readonly string[];
}

export class Registry {
  private readonly running = new Map<string, Running>();
  /** Begun with a key, and never written. Whoever joined one may ask for it a moment later. */
  private readonly lost = new Set<string>();

  /** Undefined if it has ended, or was never told of. */
  get(executionId: string): { readonly owner: Member | undefined } | undefined {
    return this.running.get(executionId);
  }

  ownerOf(executionId: string): Member | undefined {
    return this.running.get(executionId)?.owner;
  }

  claimed(executionId: string, owner: Member, scope: string): void {
    this.running.set(executionId, { owner, isWritten: false, scope, waiters: [] });
  }

  /** It is in the file, and goes on there. */
  moved(executionId: string, owner: Member | undefined): void {
    const running = this.running.get(executionId);
    if (running === undefined) this.running.set(executionId, { owner, isWritten: true, scope: undefined, waiters: [] });
    else running.owner = owner;
  }

  /** @throws LostExecutionError if its worker ends before */
  written(executionId: string): Promise<void> {
    const running = this.running.get(executionId);
    if (this.lost.has(executionId)) return Promise.reject(lost());
    if (running === undefined || running.isWritten) return Promise.resolve();
    return new Promise((resolve, reject) => running.waiters.push({ resolve, reject }));
  }

  /** The batch of this worker is in the file; of the hub's own nothing is running. */
  kept(batch: Batch, owner: Member): News {
    const touched = new Set<string>();
    const scopes: string[] = [];
    for (const [key, flow, principal, id] of batch.bundledKeys) {
      scopes.push(scopeOf(principal, flow, key));
      this.ended(id, touched);
    }
    for (const [id, flow, status, , , , , , key, , principal] of batch.created) {
      if (key !== null) scopes.push(scopeOf(principal, flow, key));
      if (status === null) this.goesOn(id, owner, touched);
      else this.ended(id, touched);
    }
    for (const [status, , , id] of batch.changed) {
      if (status === null) this.goesOn(id, owner, touched);
      else this.ended(id, touched);
    }
    for (const [id] of batch.events) touched.add(id);
    return { touched, scopes };
  }

  /** The worker is gone: answers what it leaves to others, and the keys of what nobody was told of. */
  abandon(owner: Member): { readonly left: readonly string[]; readonly released: readonly string[] } {
    const left: string[] = [];
    const released: string[] = [];
    for (const [id, running] of this.running) {
      if (running.owner !== owner) continue;
      running.owner = undefined;
      if (running.isWritten) {
        left.push(id);
        continue;
      }
      this.running.delete(id);
      if (running.scope !== undefined) released.push(running.scope);
      this.lose(id);
      for (const { reject } of running.waiters) reject(lost());
    }
    return { left, released };
  }

  /** It was never written, and never will be. */
  lose(executionId: string): void {
    this.lost.add(executionId);
    const [oldest] = this.lost;
    if (oldest !== undefined && this.lost.size > MOST_LOST) this.lost.delete(oldest);
  }

  private goesOn(id: string, owner: Member, touched: Set<string>): void {
    touched.add(id);
    const running = this.running.get(id);
    if (running === undefined) {
      this.moved(id, owner);
      return;
    }
    running.isWritten = true;
    resolveAll(running);
  }

  private ended(id: string, touched: Set<string>): void {
    touched.add(id);
    const running = this.running.get(id);
    this.running.delete(id);
    if (running !== undefined) resolveAll(running);
  }
}

function lost(): LostExecutionError {
  return new LostExecutionError('The worker that began the execution ended before it was kept. Ask again.');
}

function resolveAll(running: Running): void {
  for (const { resolve } of running.waiters) resolve();
  running.waiters = [];
}
