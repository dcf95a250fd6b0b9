/** Keeps callers calling. What they do is drawn by lot, from a seed. */
import { type Call, execute, follow, type Soak } from './callers.ts';
import type { Told } from './ledger.ts';
import { approve, cancel, ended, mend } from './meddlers.ts';
import type { Random } from './random.ts';

export const FLOWS = [
  'Sequence',
  'Branches',
  'Loops',
  'Timers',
  'Retries',
  'Nested',
  'Discreet',
  'Approval',
  'Mended',
] as const;

type FlowName = (typeof FLOWS)[number];

/** A text that must not be found in anything that the server writes. */
export const SECRET_PREFIX = 'hush-hush';

export class Load {
  private readonly soak: Soak;
  private readonly random: Random;
  private readonly run: string;
  private calls = 0;
  private stopping = false;
  private workers: Promise<unknown> = Promise.resolve();

  /** @param run tells the keys of this run from those of others on the same journal */
  constructor(soak: Soak, random: Random, run: string) {
    this.soak = soak;
    this.random = random;
    this.run = run;
  }

  /** Rejects when a caller finds a promise broken. */
  start(workers: number): Promise<unknown> {
    this.stopping = false;
    this.workers = Promise.all(Array.from({ length: workers }, () => this.work(this.random.fork())));
    // Whoever waits for it next is told; nobody may wait at the moment when it happens.
    this.workers.catch(() => {});
    return this.workers;
  }

  /** Resolves when all callers have what they asked for. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.workers;
  }

  private async work(random: Random): Promise<void> {
    while (!this.stopping) {
      const call = this.draw(random);
      const callers = call.key !== undefined && random.chance(0.2) ? random.whole(2, 4) : 1;
      if (callers > 1) this.soak.ledger.count('keys that several callers used at once');
      const results = await Promise.all(Array.from({ length: callers }, () => this.call(call, random)));
      const told = results.find((one) => one !== undefined);
      if (told !== undefined) await this.meddle(told, random);
    }
  }

  private draw(random: Random): Call {
    this.calls += 1;
    const name = random.pick(FLOWS);
    const isKeyless = name !== 'Approval' && random.chance(0.1);
    const key = isKeyless ? undefined : `${this.run}-${this.calls}`;
    const secret = `${SECRET_PREFIX}-${this.run}-${this.calls}`;
    const inputs = inputsOf(name, random, secret);
    return { flow: name, inputs, key, ...(name === 'Discreet' && { secret }) };
  }

  private call(call: Call, random: Random): Promise<Told | undefined> {
    if (call.key !== undefined && random.chance(0.4)) return this.meddleBeside(call, random);
    // Nobody approves what is waited for by a request that has told no id.
    if (call.flow === 'Approval') return execute(this.soak, call, 'respond-async');
    const prefer = random.pick([undefined, undefined, 'respond-async', 'wait=1']);
    return execute(this.soak, call, prefer);
  }

  /** A stream ends with the execution: whoever helps that to its end does so beside it. */
  private async meddleBeside(call: Call, random: Random): Promise<Told | undefined> {
    if (call.flow !== 'Approval') return follow(this.soak, call);
    const told = await execute(this.soak, call, 'respond-async');
    if (told !== undefined) await Promise.all([follow(this.soak, call), this.meddle(told, random)]);
    return told;
  }

  private async meddle(told: Told, random: Random): Promise<void> {
    if (told.flow === 'Approval' && told.delivered === undefined) {
      if (random.chance(0.25)) await cancel(this.soak, told, random);
      else await approve(this.soak, told, random);
    }
    if (told.flow === 'Timers' && random.chance(0.2)) await cancel(this.soak, told, random);
    if (told.flow === 'Mended') await mend(this.soak, told);
    // Some are left alone: the server must bring them to their end by itself.
    else if (random.chance(0.5)) await ended(this.soak, told);
  }
}

function inputsOf(flow: FlowName, random: Random, secret: string): Call['inputs'] {
  switch (flow) {
    case 'Sequence':
      return { ms: random.whole(0, 40) };
    case 'Branches':
      return { ms: random.whole(0, 30), fail: random.chance(0.4) };
    case 'Loops':
      return { ms: random.whole(0, 10), items: Array.from({ length: random.whole(0, 8) }, (_, item) => item) };
    case 'Timers': {
      const until = new Date(Date.now() + random.whole(0, 2000)).toISOString();
      return { seconds: random.whole(50, 2000) / 1000, until };
    }
    case 'Retries':
      // Five failures are more than it has tries.
      return { fails: random.pick([0, 1, 2, 3, 5]) };
    case 'Nested':
      return { ms: random.whole(0, 20), end: random.pick(['well', 'badly']) };
    case 'Discreet':
      return { secret };
    case 'Approval':
      return { ms: random.whole(0, 20) };
    case 'Mended':
      return { fails: random.whole(0, 2) };
  }
}
