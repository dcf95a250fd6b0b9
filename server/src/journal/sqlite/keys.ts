/** Which execution a key began: in memory while its row may not be in the file, else there. */
import type { Admission } from '../../engine/journal.ts';
import type { Entry } from './entry.ts';
import type { KeyFilter } from './key-filter.ts';
import type { KnownKey } from './protocol.ts';

/** An execution would begin with this key. */
export interface Claim extends KnownKey {
  /** Of the caller, the flow and the key. */
  readonly scope: string;
  readonly flow: string;
  readonly principal: string;
  readonly key: string;
  /** Where the key is new, nothing is to begin. */
  readonly mustExist: boolean;
}

export type Claimed = Extract<Admission, { kind: 'created' | 'joined' | 'conflict' | 'unknown' }>;

type Keyed = Pick<Entry, 'id' | 'key'>;

export interface KeyBook {
  /** `created`: the key is new, and belongs to this execution from now on. */
  claim(claim: Claim): Claimed | Promise<Claimed>;
  /** It goes on, and is in the file already. */
  hold(entry: Keyed): void;
  /** It is in the file. */
  letGo(entry: Keyed): void;
}

interface LookUp {
  readonly answer: Promise<KnownKey | undefined>;
  /** Left memory while the file was being asked, which may not have had it yet. */
  gone: KnownKey | undefined;
}

type AskFile = (flow: string, principal: string, key: string) => Promise<KnownKey | undefined>;

export class Keys implements KeyBook {
  private readonly filter: KeyFilter;
  private readonly askFile: AskFile;
  private readonly held = new Map<string, KnownKey>();
  private readonly lookUps = new Map<string, LookUp>();

  constructor(filter: KeyFilter, askFile: AskFile) {
    this.filter = filter;
    this.askFile = askFile;
  }

  claim(claim: Claim): Claimed | Promise<Claimed> {
    const { scope } = claim;
    // Nothing began with it, surely: nearly every key is new, and nothing is waited for.
    if (!this.held.has(scope) && !this.lookUps.has(scope) && !this.filter.mayHave(scope)) return this.take(claim);
    return this.find(claim);
  }

  hold({ id, key }: Keyed): void {
    if (key !== undefined) this.held.set(key.scope, { execution_id: id, fingerprint: key.fingerprint });
  }

  letGo({ key }: Keyed): void {
    if (key !== undefined) this.letGoOf(key.scope);
  }

  letGoOf(scope: string): void {
    const lookUp = this.lookUps.get(scope);
    if (lookUp !== undefined) lookUp.gone = this.held.get(scope);
    this.held.delete(scope);
    this.filter.add(scope);
  }

  /** Nothing was begun with it after all. */
  release(scope: string): void {
    this.held.delete(scope);
  }

  private async find(claim: Claim): Promise<Claimed> {
    const { scope, fingerprint } = claim;
    const found = this.held.get(scope) ?? (await this.inFile(claim));
    // Of those who waited for the answer, the first has begun it.
    const known = this.held.get(scope) ?? found;
    if (known === undefined) return this.take(claim);
    if (known.fingerprint !== fingerprint) return { kind: 'conflict' };
    return { kind: 'joined', execution_id: known.execution_id };
  }

  private take({ scope, execution_id, fingerprint, mustExist }: Claim): Claimed {
    if (mustExist) return { kind: 'unknown' };
    this.held.set(scope, { execution_id, fingerprint });
    return { kind: 'created' };
  }

  /** All who ask for one key at a time share one answer. Afterwards it may be in memory: the first of them has begun it. */
  private async inFile({ scope, flow, principal, key }: Claim): Promise<KnownKey | undefined> {
    let lookUp = this.lookUps.get(scope);
    if (lookUp === undefined) {
      const answer = this.askFile(flow, principal, key).finally(() => this.lookUps.delete(scope));
      lookUp = { answer, gone: undefined };
      this.lookUps.set(scope, lookUp);
    }
    const found = await lookUp.answer;
    return found ?? lookUp.gone;
  }
}
