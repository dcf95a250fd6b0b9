/**
 * The middle of `--workers`: it has the journal's file and its one writer, knows which worker runs which execution, and hands
 * the executions of a worker that is gone to the others.
 *
 * 1. What is told is in the file: a worker hears of it as it would of a writer of its own.
 * 2. An execution is given to another worker only when all that its own has sent is in the file, and that one has ended.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '@flowlang/openapi';
import type { Cancelled, LiveExecution, LiveQuery, LiveStatus, NotHere } from '../engine/control.ts';
import type { Delivery } from '../engine/live.ts';
import type { Logger } from '../engine/ports.ts';
import { MovingError } from '../errors.ts';
import type { AskedThread } from '../journal/sqlite/asking.ts';
import { emptyBatch } from '../journal/sqlite/gather.ts';
import type { Housekeeping } from '../journal/sqlite/housekeeping.ts';
import type { Claim, Claimed, Keys } from '../journal/sqlite/keys.ts';
import { keepHouse } from '../journal/sqlite/open.ts';
import type { Batch, Questions } from '../journal/sqlite/protocol.ts';
import type { OpenWriter } from '../journal/sqlite/writer-client.ts';
import { Member } from './member.ts';
import { type Message, Peer } from './peer.ts';
import type { HubWords, Welcome, WorkerWords } from './protocol.ts';
import { Registry } from './registry.ts';
import { type Sent, WriteQueue } from './write-queue.ts';

/** Milliseconds for which a request waits until somebody runs its execution again. */
const PATIENCE = 5000;
const LOOK_AGAIN = 50;

export interface HubOptions {
  readonly opened: OpenWriter;
  readonly file: string;
  readonly keepCount: number;
  /** Workers that begin together: none has anything to go on with before all are there. */
  readonly expected: number;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface MemberEvents {
  readonly onListening: () => void;
  readonly onRefused: (message: string) => void;
}

export class Hub {
  private readonly options: HubOptions;
  private readonly members = new Set<Member>();
  private readonly registry = new Registry();
  private readonly reader: AskedThread<Questions>;
  private readonly keys: Keys;
  private readonly housekeeping: Housekeeping;
  private readonly queue: WriteQueue;
  private readonly complete = Promise.withResolvers<void>();
  /** Executions that nobody runs. */
  private orphans: string[] = [];
  private ended: number;
  private greeted = 0;
  private welcomed = 0;
  private readonly watchers = new Map<string, Set<Member>>();
  private pinsChanged = false;
  /** Plans that are to be forgotten, unless they are used meanwhile. */
  private doomed = new Set<string>();
  private isClosing = false;

  private constructor(options: HubOptions) {
    const { opened } = options;
    this.options = options;
    this.ended = opened.ended;
    const pinned = (): readonly string[] | undefined => this.takePins();
    const forgetPlans = (ask: () => Promise<readonly string[]>): Promise<void> => this.forgetPlans(ask);
    const house = keepHouse(opened.thread, { ...options, pinned, forgetPlans });
    this.reader = house.reader;
    this.keys = house.keys;
    this.housekeeping = house.housekeeping;
    this.queue = new WriteQueue({
      writer: opened.thread,
      pinned,
      onKept: (sent, { wal, ended }) => {
        this.ended = ended;
        for (const one of sent) this.kept(one);
        this.housekeeping.look(wal);
      },
    });
  }

  static async begin(options: HubOptions): Promise<Hub> {
    const hub = new Hub(options);
    hub.orphans = [...(await hub.reader.ask('unfinishedIds', options.opened.fence))];
    for (const id of hub.orphans) hub.registry.moved(id, undefined);
    return hub;
  }

  /** A worker, from its first word on. */
  enter(number: number, send: (message: Message) => void, events: MemberEvents): Member {
    const { logger } = this.options;
    const member: Member = new Member(
      number,
      new Peer<WorkerWords>(
        send,
        { ...this.offers(() => member), listens: events.onListening, cannot: events.onRefused },
        (word, err) => logger.error({ worker: number, word, err }, 'What a worker told could not be taken in'),
      ),
    );
    this.members.add(member);
    return member;
  }

  /** Its process has ended, and all that it said was heard. */
  async lose(member: Member): Promise<void> {
    member.isGone = true;
    member.isReady = false;
    member.peer.lose();
    this.members.delete(member);
    this.pinsChanged ||= member.pinned.length > 0;
    for (const id of member.watches) this.unwatch(member, id);
    for (const id of member.follows) this.tellOwner(id, member, 'readerLeft');
    while (this.queue.has(member)) await delay(LOOK_AGAIN);
    const { left, released } = this.registry.abandon(member);
    for (const scope of released) this.keys.release(scope);
    this.orphans.push(...left);
    this.handOut();
  }

  /** Nothing is handed to others any more. */
  stopHandingOut(): void {
    this.isClosing = true;
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await this.queue.drained();
    await Promise.all([this.reader.close(), this.housekeeping.close()]);
    await this.options.opened.thread.close();
  }

  private offers(self: () => Member): Omit<HubWords, 'listens' | 'cannot'> {
    return {
      hello: () => this.welcome(self()),
      write: (batch) => this.write(self(), batch),
      claim: (claim) => this.claim(self(), claim),
      written: (id) => this.registry.written(id),
      watch: (id) => this.watch(self(), id),
      unwatch: (id) => this.unwatch(self(), id),
      pin: (ids) => {
        self().pinned = ids;
        this.pinsChanged = true;
      },
      follow: (id) => {
        self().follows.add(id);
        this.tellOwner(id, self(), 'readerCame');
      },
      unfollow: (id) => {
        if (self().follows.delete(id)) this.tellOwner(id, self(), 'readerLeft');
      },
      arm: (flow, id) => this.registry.ownerOf(id)?.peer.tell('arm', flow, id),
      cancel: (flow, id, reason) => this.cancel(flow, id, reason),
      deliver: (flow, id, event, payload) => this.deliver(flow, id, event, payload),
      statuses: (ids) => this.statuses(ids),
      list: (query, status) => this.list(self(), query, status),
    };
  }

  private async welcome(member: Member): Promise<Welcome> {
    this.greeted += 1;
    if (this.greeted >= this.options.expected) this.complete.resolve();
    await this.complete.promise;
    member.isReady = true;
    const { file, keepCount, opened } = this.options;
    // At a start all of them are here by now, and each takes its share.
    const share = Math.ceil(this.orphans.length / Math.max(1, this.options.expected - this.welcomed));
    this.welcomed += 1;
    const left = this.isClosing ? [] : this.orphans.splice(0, share);
    for (const id of left) this.registry.moved(id, member);
    const { lastBundled, fence, wasLeft } = opened;
    return { file, keepCount, ended: this.ended, lastBundled, succession: { fence, wasLeft }, left };
  }

  private write(member: Member, batch: Batch): void {
    for (const [fingerprint] of batch.plans) this.doomed.delete(fingerprint);
    this.queue.add({ from: member, batch });
  }

  private async claim(member: Member, claim: Claim): Promise<Claimed> {
    const claimed = await this.keys.claim(claim);
    if (claimed.kind !== 'created') return claimed;
    if (member.isGone) {
      this.keys.release(claim.scope);
      this.registry.lose(claim.execution_id);
    } else this.registry.claimed(claim.execution_id, member, claim.scope);
    return claimed;
  }

  private kept({ from, batch }: Sent): void {
    if (from === undefined) return;
    const { touched, scopes } = this.registry.kept(batch, from);
    for (const scope of scopes) this.keys.letGoOf(scope);
    if (this.watchers.size === 0) return;
    for (const id of touched) for (const member of this.watchers.get(id) ?? []) member.peer.tell('wake', id);
  }

  private watch(member: Member, id: string): void {
    member.watches.add(id);
    this.watchers.set(id, (this.watchers.get(id) ?? new Set()).add(member));
    // It may have read before this was heard.
    member.peer.tell('wake', id);
  }

  private unwatch(member: Member, id: string): void {
    member.watches.delete(id);
    const watchers = this.watchers.get(id);
    watchers?.delete(member);
    if (watchers?.size === 0) this.watchers.delete(id);
  }

  private handOut(): void {
    const ready = [...this.members].filter(({ isReady }) => isReady);
    if (ready.length === 0 || this.orphans.length === 0 || this.isClosing) return;
    const shares = ready.map((): string[] => []);
    this.orphans.forEach((id, at) => void shares[at % shares.length]?.push(id));
    this.orphans = [];
    ready.forEach((member, at) => {
      const share = shares[at] ?? [];
      for (const id of share) this.registry.moved(id, member);
      if (share.length > 0) member.peer.tell('goOn', share);
      for (const other of this.members)
        for (const id of other.follows) if (share.includes(id)) this.tellOwner(id, other, 'readerCame');
    });
  }

  private tellOwner(id: string, reader: Member, what: 'readerCame' | 'readerLeft'): void {
    const owner = this.registry.ownerOf(id);
    // Whoever took it up counts its own already.
    if (owner !== reader) owner?.peer.tell(what, id);
  }

  private async cancel(flow: string, id: string, reason: string): Promise<Cancelled> {
    return (await this.atOwner(id, ({ peer }) => peer.ask('cancel', flow, id, reason))) ?? 'ended';
  }

  private async deliver(flow: string, id: string, event: string, payload: Json): Promise<Delivery> {
    const delivery = await this.atOwner(id, ({ peer }) => peer.ask('deliver', flow, id, event, payload));
    return delivery ?? { kind: 'not_waiting' };
  }

  /** Undefined once it has ended. @throws MovingError if nobody takes it up for a while */
  private async atOwner<T>(id: string, ask: (owner: Member) => Promise<T | NotHere>): Promise<T | undefined> {
    let isMissing = false;
    for (const until = performance.now() + PATIENCE; performance.now() < until; await delay(LOOK_AGAIN)) {
      const running = this.registry.get(id);
      // Whoever read in the file that it has begun may have been faster than the writer's word.
      if (running === undefined && isMissing) return undefined;
      isMissing = running === undefined;
      if (running?.owner === undefined) continue;
      try {
        const answer = await ask(running.owner);
        if (answer !== 'not_here') return answer;
      } catch (thrown) {
        if (!(thrown instanceof MovingError)) throw thrown;
      }
    }
    throw new MovingError();
  }

  private async statuses(ids: readonly string[]): Promise<(LiveStatus | undefined)[]> {
    const owners = ids.map((id) => this.registry.ownerOf(id));
    const found = new Map<string, LiveStatus | undefined>();
    const ask = async (owner: Member): Promise<void> => {
      const its = ids.filter((_, at) => owners[at] === owner);
      const statuses = await owner.peer.ask('statuses', its).catch(() => []);
      its.forEach((id, at) => void found.set(id, statuses[at]));
    };
    await Promise.all([...new Set(owners)].map((owner) => owner && ask(owner)));
    return ids.map((id) => found.get(id));
  }

  private async list(asking: Member, query: LiveQuery, status: LiveStatus): Promise<LiveExecution[]> {
    const others = [...this.members].filter((member) => member !== asking && member.isReady);
    const lists = await Promise.all(others.map(({ peer }) => peer.ask('list', query, status).catch(() => [])));
    return lists.flat();
  }

  private takePins(): readonly string[] | undefined {
    if (!this.pinsChanged) return undefined;
    this.pinsChanged = false;
    return [...this.members].flatMap(({ pinned }) => pinned);
  }

  private async forgetPlans(ask: () => Promise<readonly string[]>): Promise<void> {
    this.doomed = new Set(await ask());
    for (const { peer } of this.members) {
      const unused = new Set(await peer.ask('giveUpPlans', [...this.doomed]).catch(() => [...this.doomed]));
      for (const plan of this.doomed) if (!unused.has(plan)) this.doomed.delete(plan);
    }
    const batch = emptyBatch(0, this.options.now(), undefined);
    batch.forgottenPlans.push(...this.doomed);
    this.doomed = new Set();
    if (batch.forgottenPlans.length > 0) this.queue.add({ from: undefined, batch });
  }
}
