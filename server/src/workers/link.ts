/** A worker's end of the channel to the hub: the journal, and the executions of other workers, as its server needs them. */

import type { Fellowship } from '../assemble-server.ts';
import type { Elsewhere } from '../engine/control.ts';
import type { Logger } from '../engine/ports.ts';
import type { FarReaders } from '../http/readers.ts';
import { AskedThread } from '../journal/sqlite/asking.ts';
import { SqliteJournal } from '../journal/sqlite/journal.ts';
import type { Others } from '../journal/sqlite/journal-parts.ts';
import type { KeyBook } from '../journal/sqlite/keys.ts';
import { Pins } from '../journal/sqlite/pins.ts';
import type { Questions } from '../journal/sqlite/protocol.ts';
import { TroubleLog } from '../journal/sqlite/trouble-log.ts';
import type { BatchWriter, WriterReport } from '../journal/sqlite/writer-client.ts';
import { Assigned } from './assigned.ts';
import { type Message, Peer } from './peer.ts';
import type { HubWords, WorkerWords } from './protocol.ts';

type Parts = Parameters<Fellowship['join']>[0];

export interface LinkEvents {
  readonly announce: (processes: readonly number[]) => void;
  readonly drain: (grace: number) => void;
}

export class Link implements Fellowship {
  readonly hub: Peer<HubWords>;
  private readonly watching = new Map<string, Set<() => void>>();
  private readonly following = new Set<string>();
  private readonly parts = Promise.withResolvers<Parts>();
  private assigned: Assigned | undefined;
  private journal: SqliteJournal | undefined;
  private logger: Logger | undefined;
  private report: (report: WriterReport) => void = () => {};
  /** One time after the other. */
  private goingOn: Promise<unknown> = Promise.resolve();

  constructor(send: (message: Message) => void, events: LinkEvents) {
    this.hub = new Peer<HubWords>(send, { ...this.offers(), ...events }, (word, err) => {
      this.logger?.error({ word, err }, 'What the process that leads told could not be taken in');
    });
  }

  async openJournal({ now, logger }: { readonly now: () => number; readonly logger: Logger }): Promise<SqliteJournal> {
    const { file, left, ...limits } = await this.hub.ask('hello');
    const reader = new AskedThread<Questions>('reader', file, new TroubleLog(logger));
    this.logger = logger;
    this.assigned = new Assigned(left, (ids) => reader.ask('loadUnfinished', ids));
    const { writer, keys, others, pins, assigned } = this;
    const ours = { writer, reader, keys, others, pins, left: assigned };
    this.journal = new SqliteJournal({ ...limits, ...ours, file, now, logger });
    return this.journal;
  }

  join(parts: Parts): void {
    this.goingOn = parts.resumed.catch(() => {});
    this.parts.resolve(parts);
  }

  readonly elsewhere: Elsewhere = {
    cancel: (flow, id, reason) => this.hub.ask('cancel', flow, id, reason),
    deliver: (flow, id, event, payload) => this.hub.ask('deliver', flow, id, event, payload),
    statuses: (ids) => this.hub.ask('statuses', ids),
    list: (query, status) => this.hub.ask('list', query, status),
  };

  readonly far: FarReaders = {
    follow: (id) => {
      if (this.journal?.holds(id) === true) return;
      this.following.add(id);
      this.hub.tell('follow', id);
    },
    unfollow: (id) => {
      if (this.following.delete(id)) this.hub.tell('unfollow', id);
    },
    arm: (flow, id) => {
      if (this.journal?.holds(id) === true) return false;
      this.hub.tell('arm', flow, id);
      return true;
    },
  };

  private readonly writer: BatchWriter = {
    send: (batch) => this.hub.tell('write', batch),
    listen: (report) => {
      this.report = report;
    },
    close: async () => {},
  };

  private readonly keys: KeyBook = {
    claim: (claim) => this.hub.ask('claim', claim),
    // The hub knows from what is written.
    hold() {},
    letGo() {},
  };

  /** What changes together is told together. */
  private readonly pins: Pins = new Pins(() => setImmediate(() => this.hub.tell('pin', this.pins.take() ?? [])));

  private readonly others: Others = {
    written: (id) => this.hub.ask('written', id),
    watch: (id, wake) => {
      const watchers = this.watching.get(id) ?? new Set();
      if (watchers.size === 0) this.hub.tell('watch', id);
      this.watching.set(id, watchers.add(wake));
      return () => {
        watchers.delete(wake);
        if (watchers.size > 0) return;
        this.watching.delete(id);
        this.hub.tell('unwatch', id);
      };
    },
  };

  private offers(): Omit<WorkerWords, keyof LinkEvents> {
    const here = async () => {
      const { engine, resumed } = await this.parts.promise;
      // What this worker was given may not be where it was yet.
      await Promise.all([resumed, this.goingOn]);
      return engine.here;
    };
    return {
      report: (report) => this.report(report),
      wake: (id) => {
        for (const wake of this.watching.get(id) ?? []) wake();
      },
      goOn: (ids) => this.goOn(ids),
      giveUpPlans: async (fingerprints) => this.journal?.giveUpPlans(fingerprints) ?? fingerprints,
      cancel: async (flow, id, reason) => (await here()).cancel(flow, id, reason),
      deliver: async (flow, id, event, payload) => (await here()).deliver(flow, id, event, payload),
      statuses: async (ids) => {
        const control = await here();
        return ids.map((id) => control.status(id));
      },
      list: async (query, status) => (await here()).list(query, status),
      readerCame: (id) => void this.parts.promise.then(({ readers }) => readers.came(id)),
      readerLeft: (id) => void this.parts.promise.then(({ readers }) => readers.left(id)),
      arm: (flow, id) => void this.parts.promise.then(({ readers }) => readers.armHere(flow, id)),
    };
  }

  private goOn(executionIds: readonly string[]): void {
    this.assigned?.add(executionIds);
    const before = this.goingOn;
    this.goingOn = (async () => {
      await before;
      const { engine } = await this.parts.promise;
      const count = await engine.resume();
      if (count > 0) this.logger?.info({ executions: count }, 'executions of a worker that has ended go on here');
    })().catch((err: unknown) => {
      this.logger?.error({ err }, 'the executions of a worker that has ended do not go on');
    });
  }
}
