/** The life of one execution: from `flow_started` to exactly one of the three events that end it. */
import type { FlowCompleted, Json, TerminalEvent } from '@flowlang/openapi';
import { Cancellation } from './cancellation.ts';
import { runSteps } from './interpreter.ts';
import type { Plan } from './planned.ts';
import { withTimeout } from './policy.ts';
import type { Values } from './ports.ts';
import { type Run, StepFailure } from './run.ts';
import { handlerScope, rootScope, type Scope } from './scope.ts';
import { type Answer, type Frame, within } from './step.ts';

/** Seconds that an `on_cancel` may take. */
const CLEAN_UP_TIME = 30;

/** Runs the flow to its end. It does not throw because of what a flow does: that is an event. */
export async function runFlow(
  plan: Plan,
  inputs: Values,
  run: Run,
  cancellation: Cancellation,
): Promise<TerminalEvent> {
  if (plan.conceal !== undefined) run.protect(plan.conceal.secretsIn(inputs));
  const startedAt = run.flowStarted(plan.conceal?.show(inputs) ?? inputs);
  try {
    const scope = rootScope(inputs, run);
    const frame: Frame = { run, scope, cancellation, prefix: '', parent: undefined, runSteps, runPlan };
    const { outputs, exit } = await runPlan(plan, frame);
    return run.flowCompleted(outputs, startedAt, ended(exit));
  } catch (thrown) {
    if (cancellation.reason !== undefined) return run.flowCancelled(cancellation.reason.message, startedAt);
    return run.flowFailed(thrown instanceof StepFailure ? thrown.error : run.describe(thrown, {}), startedAt);
  }
}

/** The steps of a flow, or of a subflow, with what the flow itself has: its time limit, `on_error` and `on_cancel`. */
async function runPlan(plan: Plan, frame: Frame): Promise<Answer> {
  try {
    return await answerOrHandle(plan, frame);
  } catch (thrown) {
    if (frame.cancellation.reason === undefined) throw thrown;
    await cleanUp(plan, frame);
    throw frame.cancellation.reason;
  }
}

async function answerOrHandle(plan: Plan, frame: Frame): Promise<Answer> {
  try {
    return await answerInTime(plan, frame);
  } catch (thrown) {
    if (frame.cancellation.reason !== undefined || plan.onError === undefined) throw thrown;
    const failure = thrown instanceof StepFailure ? thrown : new StepFailure(frame.run.describe(thrown, {}), thrown);
    const seen = failure.error as unknown as Json; // An interface of JSON values, without the index signature that Json asks for.
    const exit = await runSteps(plan.onError, within(frame, { scope: handlerScope(frame.scope, seen) }));
    if (exit === undefined) throw failure;
    plan.judgeOutputs(exit.outputs);
    return { outputs: exit.outputs, exit };
  }
}

function answerInTime(plan: Plan, frame: Frame): Answer | Promise<Answer> {
  if (plan.timeout === undefined) return answer(plan, frame);
  return withTimeout(plan.timeout, `The flow ${plan.flow}`, frame.run.world.clock, frame.cancellation, (cancellation) =>
    answer(plan, within(frame, { cancellation })),
  );
}

async function answer(plan: Plan, frame: Frame): Promise<Answer> {
  const exit = await runSteps(plan.steps, frame);
  const outputs = exit?.outputs ?? declaredOutputs(plan, frame.scope);
  plan.judgeOutputs(outputs);
  return { outputs, exit };
}

/** What is cancelled has a moment to put things right, whatever cancelled it. */
async function cleanUp(plan: Plan, frame: Frame): Promise<void> {
  const { onCancel } = plan;
  if (onCancel === undefined) return;
  const { run } = frame;
  try {
    await withTimeout(CLEAN_UP_TIME, `on_cancel of ${plan.flow}`, run.world.clock, new Cancellation(), (cancellation) =>
      runSteps(onCancel, within(frame, { cancellation })),
    );
  } catch (thrown) {
    run.cleanupErrors.push(thrown instanceof StepFailure ? thrown.error : run.describe(thrown, {}));
  }
}

function declaredOutputs(plan: Plan, scope: Scope): Values {
  const outputs: Record<string, Values[string]> = {};
  for (const { name, value } of plan.outputs) outputs[name] = value(scope);
  return outputs;
}

function ended(exit: Answer['exit']): Pick<FlowCompleted, 'terminated' | 'termination_reason'> {
  if (exit === undefined) return {};
  return exit.reason === undefined ? { terminated: true } : { terminated: true, termination_reason: exit.reason };
}
