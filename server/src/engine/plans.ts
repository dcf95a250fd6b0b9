/** Finds the plan that an execution began with. */
import { ResumeError } from '../errors.ts';
import type { Journal } from './journal.ts';
import type { Plan } from './planned.ts';

/** Where plans come from. */
export interface Plans {
  /** The one in force, if there is such a flow. */
  current(flow: string): Plan | undefined;
  /** Makes a plan of what was kept, with the tasks that are there now. @throws if it cannot be */
  restore(source: string): Promise<Plan>;
  /** Another one when there are other tasks: what was restored before has those of the past. */
  generation?(): unknown;
}

export const NO_PLANS: Plans = {
  current: () => undefined,
  async restore() {
    throw new Error('plans are not kept here');
  },
};

/** Of flows that have changed since: few, and each for many executions. */
const MOST_RESTORED = 100;

export class PlanFinder {
  private readonly plans: Plans;
  private readonly journal: Pick<Journal, 'plan'>;
  private readonly restored = new Map<string, Promise<Plan>>();
  private generation: unknown;

  constructor(plans: Plans, journal: Pick<Journal, 'plan'>) {
    this.plans = plans;
    this.journal = journal;
  }

  /** @throws ResumeError */
  async find(flow: string, fingerprint: string): Promise<Plan> {
    const current = this.plans.current(flow);
    if (current?.kept.fingerprint === fingerprint) return current;
    const generation = this.plans.generation?.();
    if (generation !== this.generation) this.restored.clear();
    this.generation = generation;
    const known = this.restored.get(fingerprint);
    if (known !== undefined) return known;
    if (this.restored.size >= MOST_RESTORED) this.restored.clear();
    const plan = this.restore(flow, fingerprint);
    this.restored.set(fingerprint, plan);
    return plan;
  }

  private async restore(flow: string, fingerprint: string): Promise<Plan> {
    const source = await this.journal.plan(fingerprint);
    if (source === undefined) throw new ResumeError(`The version of ${flow} that the execution began with is not kept`);
    try {
      return await this.plans.restore(source);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      throw new ResumeError(`The version of ${flow} that the execution began with cannot be used any more: ${why}`);
    }
  }
}
