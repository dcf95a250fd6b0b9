/**
 * A plan is a flow that is ready to run: expressions compiled, tasks bound, subflows planned, every step with a stable path.
 * It is made once when a flow is loaded and never changed; executions share it.
 */
import {
  type CheckedFlow,
  compileValue,
  declaredNames,
  type Flow,
  type FlowTypes,
  inputsSchema,
  outputsSchema,
  type Subflow,
} from '@flowlang/openapi';
import { judgeInputs, judgeOutputs } from './inputs.ts';
import type { KeptPlan } from './journal.ts';
import { planSteps } from './plan-steps.ts';
import type { Plan, Planning } from './planned.ts';
import type { Tasks } from './ports.ts';
import { concealer } from './secrets.ts';

/** Answers the tasks of a subflow that has a tasks file of its own, by the file of its flow. */
export type TasksOfFile = (file: string) => Tasks | undefined;

/** @param kept what it can be made of again; without it, executions of it cannot go on after a restart */
export function createPlan(
  checked: CheckedFlow,
  tasks: Tasks,
  tasksOfFile: TasksOfFile = () => undefined,
  kept: KeptPlan = NOT_KEPT,
): Plan {
  return planFlow(checked, tasks, { silent: false, status: false }, { tasksOfFile, plans: new Map(), kept });
}

const NOT_KEPT: KeptPlan = { fingerprint: '', source: () => '' };

/** What all plans of one flow are made with. */
interface Shared {
  readonly tasksOfFile: TasksOfFile;
  /** Of subflows, by their types: flows that run others twice on every level would otherwise be planned without end. */
  readonly plans: Map<FlowTypes, Map<string, Plan>>;
  readonly kept: KeptPlan;
}

/** What the steps around say of the events of a flow. */
interface Around {
  readonly silent: boolean;
  readonly status: boolean;
}

function planFlow(checked: CheckedFlow, tasks: Tasks, around: Around, shared: Shared): Plan {
  const { flow, types } = checked;
  const silent = around.silent || flow.silent;
  const status = around.status || flow.events === 'status';
  const planning: Planning = {
    tasks,
    silent,
    status,
    planSubflow(step, isSilent) {
      const subflow = types.subflows.get(step);
      if (subflow === undefined) throw new Error(`the checker did not find the subflow ${step.subflow}`);
      return planSubflow(subflow, tasks, { silent: isSilent, status }, shared);
    },
  };
  const plan = (steps: Flow['steps'] | undefined, path: string) => steps && planSteps(steps, path, planning);
  return {
    flow: flow.name,
    kept: shared.kept,
    judgeInputs: judgeInputs(flow, inputsSchema(checked)),
    judgeOutputs: judgeOutputs(flow.name, outputsSchema(checked)),
    conceal: concealer(flow),
    names: () => declaredNames(checked),
    steps: planSteps(flow.steps, 'steps', planning),
    outputs: flow.outputs.map((output) => ({ name: output.name, value: compileValue(output.value) })),
    onError: plan(flow.onError, 'on_error'),
    onCancel: plan(flow.onCancel, 'on_cancel'),
    timeout: flow.timeout,
  };
}

/** Once for all steps that run it in the same way. */
function planSubflow(subflow: Subflow, callersTasks: Tasks, around: Around, shared: Shared): Plan {
  const { types, hasOwnTasks, file } = subflow;
  const plans = shared.plans.get(types) ?? new Map<string, Plan>();
  shared.plans.set(types, plans);
  const key = JSON.stringify(around);
  const own = hasOwnTasks ? shared.tasksOfFile(file) : undefined;
  const plan = plans.get(key) ?? planFlow(subflow, own ?? callersTasks, around, shared);
  plans.set(key, plan);
  return plan;
}
