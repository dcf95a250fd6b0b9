/** Makes a plan that tells which of its steps ran, and which ways were taken. */
import { type CheckedFlow, equal, type Flow, type FlowTypes, type Step } from '@flowlang/openapi';
import type {
  Plan,
  PlannedBranch,
  PlannedStep,
  PlannedSubflow,
  PlannedSwitch,
  PlannedTask,
} from '../../engine/planned.ts';
import { stepKey, type Way, wayKey } from './points.ts';

/** Answers who is told of what is reached in a file. */
export type HitsOf = (flow: Flow, file: string) => (key: string) => void;

/** @param file that the flow is in */
export function watchPlan(plan: Plan, checked: CheckedFlow, file: string, hitsOf: HitsOf): Plan {
  return new Watch(hitsOf).plan(plan, checked, file);
}

class Watch {
  private readonly hitsOf: HitsOf;
  /** Many steps may run one subflow. */
  private readonly plans = new Map<Plan, Plan>();

  constructor(hitsOf: HitsOf) {
    this.hitsOf = hitsOf;
  }

  plan(plan: Plan, { flow, types }: CheckedFlow, file: string): Plan {
    const known = this.plans.get(plan);
    if (known !== undefined) return known;
    const steps = new FlowWatch(types, this.hitsOf(flow, file), (inner, subflow, where) =>
      this.plan(inner, subflow, where),
    );
    const watched: Plan = {
      ...plan,
      steps: steps.all(plan.steps, flow.steps),
      onError: plan.onError && steps.all(plan.onError, flow.onError ?? [], wayKey(undefined, 'on_error')),
      onCancel: plan.onCancel && steps.all(plan.onCancel, flow.onCancel ?? [], wayKey(undefined, 'on_cancel')),
    };
    this.plans.set(plan, watched);
    return watched;
  }
}

class FlowWatch {
  private readonly types: FlowTypes;
  private readonly hit: (key: string) => void;
  private readonly planSubflow: Watch['plan'];

  constructor(types: FlowTypes, hit: (key: string) => void, planSubflow: Watch['plan']) {
    this.types = types;
    this.hit = hit;
    this.planSubflow = planSubflow;
  }

  /** @param entry is reached with the first of them */
  all(planned: readonly PlannedStep[], steps: readonly Step[], entry?: string): readonly PlannedStep[] {
    // A plan's steps are those of its text, in the same order.
    return planned.map((one, index) => {
      const step = steps[index];
      return step === undefined ? one : this.one(one, step, index === 0 ? entry : undefined);
    });
  }

  private one(planned: PlannedStep, step: Step, entry: string | undefined): PlannedStep {
    const { guard } = planned;
    const kind = this.kind(planned, step);
    return {
      ...kind,
      onError: kind.onError && this.all(kind.onError, step.onError ?? [], wayKey(step, 'on_error')),
      // Asked of every step before it runs, and of none that is not reached.
      guard: (scope) => {
        if (entry !== undefined) this.hit(entry);
        const runs = guard === undefined || guard(scope);
        if (guard !== undefined) this.took(step, runs ? 'runs' : 'skipped');
        if (runs) this.hit(stepKey(step));
        return runs;
      },
    };
  }

  private kind(planned: PlannedStep, step: Step): PlannedStep {
    if (planned.kind === 'task') return this.task(planned, step);
    if (planned.kind === 'if' && step.kind === 'if') {
      const [whenTrue, whenFalse] = [this.all(planned.whenTrue, step.then), this.all(planned.whenFalse, step.else)];
      return { ...planned, whenTrue, whenFalse, condition: this.condition(planned, step) };
    }
    if (planned.kind === 'switch' && step.kind === 'switch') {
      const bodies = planned.cases.map(({ body }, index) => this.all(body, step.cases[index]?.do ?? []));
      const cases = planned.cases.map((one, index) => ({ ...one, body: bodies[index] ?? one.body }));
      const otherwise = this.all(planned.otherwise, step.default ?? []);
      return { ...planned, cases, otherwise, value: this.choice(planned, step) };
    }
    if (planned.kind === 'parallel' && step.kind === 'parallel') {
      const branches = planned.branches.map((branch, index) => this.all(branch, step.branches[index] ?? []));
      return { ...planned, branches };
    }
    if (planned.kind === 'for_each' && step.kind === 'for_each') {
      return { ...planned, body: this.all(planned.body, step.do) };
    }
    if (planned.kind === 'while' && step.kind === 'while') {
      return { ...planned, body: this.all(planned.body, step.do) };
    }
    if (planned.kind === 'subflow' && step.kind === 'subflow') return this.subflow(planned, step);
    return planned;
  }

  private task(planned: PlannedTask, step: Step): PlannedTask {
    const { task, retry } = planned;
    if (task === undefined || retry === undefined) return planned;
    const run: typeof task.run = (inputs, context) => {
      if (context.attempt > 1) this.took(step, 'retry');
      return task.run(inputs, context);
    };
    return { ...planned, task: { implemented: task.implemented, run } };
  }

  private condition({ condition }: PlannedBranch, step: Step): PlannedBranch['condition'] {
    return (scope) => {
      const holds = condition(scope);
      this.took(step, holds ? 'then' : 'else');
      return holds;
    };
  }

  /** Expressions are pure: to ask twice which case it is changes nothing. */
  private choice({ value, cases }: PlannedSwitch, step: Step): PlannedSwitch['value'] {
    return (scope) => {
      const chosen = value(scope);
      const index = cases.findIndex(({ when }) => when.some((one) => equal(chosen, one(scope))));
      this.took(step, index < 0 ? 'default' : `case ${index + 1}`);
      return chosen;
    };
  }

  private subflow(planned: PlannedSubflow, step: Step & { kind: 'subflow' }): PlannedSubflow {
    const subflow = this.types.subflows.get(step);
    return subflow === undefined
      ? planned
      : { ...planned, plan: this.planSubflow(planned.plan, subflow, subflow.file) };
  }

  private took(step: Step, way: Way): void {
    this.hit(wayKey(step, way));
  }
}
