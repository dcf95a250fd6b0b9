/** Which execution a key began: in memory while it is held there, else in the file. */
import type { Entry } from './entry.ts';
import type { KeyFilter } from './key-filter.ts';
import type { KnownKey } from './protocol.ts';

interface LookUp {
  readonly answer: Promise<KnownKey | undefined>;
  /** Left memory while the file was being asked, which may not have had it yet. */
  gone: KnownKey | undefined;
}

export class Keys {
  private readonly filter: KeyFilter;
  private readonly held = new Map<string, KnownKey>();
  private readonly lookUps = new Map<string, LookUp>();

  constructor(filter: KeyFilter) {
    this.filter = filter;
  }

  /** Nothing began with it, surely. */
  isNew(scope: string): boolean {
    return !this.held.has(scope) && !this.lookUps.has(scope) && !this.filter.mayHave(scope);
  }

  inMemory(scope: string): KnownKey | undefined {
    return this.held.get(scope);
  }

  hold({ id, key }: Entry): void {
    if (key !== undefined) this.held.set(key.scope, { execution_id: id, fingerprint: key.fingerprint });
  }

  letGo({ key }: Entry): void {
    if (key === undefined) return;
    const lookUp = this.lookUps.get(key.scope);
    if (lookUp !== undefined) lookUp.gone = this.held.get(key.scope);
    this.held.delete(key.scope);
    this.filter.add(key.scope);
  }

  /** All who ask for one key at a time share one answer. Afterwards it may be in memory: the first of them has begun it. */
  async inFile(scope: string, ask: () => Promise<KnownKey | undefined>): Promise<KnownKey | undefined> {
    let lookUp = this.lookUps.get(scope);
    if (lookUp === undefined) {
      const answer = ask().finally(() => this.lookUps.delete(scope));
      lookUp = { answer, gone: undefined };
      this.lookUps.set(scope, lookUp);
    }
    const found = await lookUp.answer;
    return found ?? lookUp.gone;
  }
}
