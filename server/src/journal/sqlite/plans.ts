/** Which plans are in the file: each is written once, and goes when no execution refers to it. */
import type { KeptPlan } from '../../engine/journal.ts';
import type { Batch } from './protocol.ts';

export class Plans {
  /** This process has sent them. */
  private readonly known = new Set<string>();
  private fresh: (readonly [fingerprint: string, source: string])[] = [];
  private forgotten: string[] = [];
  /** Used since the file was asked for those that nobody uses. */
  private used: Set<string> | undefined;

  use(plan: KeptPlan): void {
    const { fingerprint } = plan;
    this.used?.add(fingerprint);
    if (this.known.has(fingerprint)) return;
    this.known.add(fingerprint);
    this.fresh.push([fingerprint, plan.source()]);
  }

  complete(batch: Batch): void {
    if (this.fresh.length > 0) batch.plans.push(...this.fresh);
    if (this.forgotten.length > 0) batch.forgottenPlans.push(...this.forgotten);
    this.fresh = [];
    this.forgotten = [];
  }

  /** @param inUse those of executions that may not be in the file yet */
  async forgetUnused(inUse: Iterable<string>, ask: () => Promise<readonly string[]>): Promise<void> {
    const used = new Set(inUse);
    this.used = used;
    try {
      for (const fingerprint of await ask()) {
        if (used.has(fingerprint)) continue;
        this.known.delete(fingerprint);
        this.forgotten.push(fingerprint);
      }
    } finally {
      this.used = undefined;
    }
  }

  /** Of these plans, answers those that are not in use here; whoever uses one later sends it again. */
  giveUp(fingerprints: readonly string[], inUse: Iterable<string>): readonly string[] {
    const used = new Set(inUse);
    const unused = fingerprints.filter((fingerprint) => !used.has(fingerprint));
    for (const fingerprint of unused) this.known.delete(fingerprint);
    return unused;
  }
}
