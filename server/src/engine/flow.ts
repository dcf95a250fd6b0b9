/** The life of one execution: from `flow_started` to exactly one of the three events that end it. */
import type { FlowCompleted, Json, TerminalEvent } from '@flowlang/openapi';
import { LimitError } from '../errors.ts';
import { Cancellation } from './cancellation.ts';
import { runSteps } from './interpreter.ts';
import type { Plan, PlannedStep } from './planned.ts';
import type { Values } from './ports.ts';
import type { Run } from './run.ts';
import { handlerScope, rootScope, type Scope } from './scope.ts';
import { type Answer, type Frame, within } from './step.ts';
import { StepFailure } from './step-failure.ts';
import { withinLimit } from './time-limit.ts';

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
    const { reason } = cancellation;
    if (reason instanceof LimitError) return run.flowFailed(run.describe(reason, {}), startedAt);
    if (reason !== undefined) return run.flowCancelled(reason.message, startedAt);
    return run.flowFailed(thrown instanceof StepFailure ? thrown.error : run.describe(thrown, {}), startedAt);
  }
}

/**
 * The steps of a flow, or of a subflow, with what the flow itself has: its time limit, `on_error` and `on_cancel`. Most have
 * none of these, and pay for none: each is a promise more.
 */
function runPlan(plan: Plan, frame: Frame): Promise<Answer> {
  return plan.onCancel === undefined ? answerOrHandle(plan, frame) : answerOrCleanUp(plan, frame);
}

async function answerOrCleanUp(plan: Plan, frame: Frame): Promise<Answer> {
  try {
    return await answerOrHandle(plan, frame);
  } catch (thrown) {
    if (frame.cancellation.reason === undefined) throw thrown;
    await cleanUp(plan, frame);
    throw frame.cancellation.reason;
  }
}

function answerOrHandle(plan: Plan, frame: Frame): Promise<Answer> {
  return plan.onError === undefined ? answerInTime(plan, frame) : answerHandled(plan, plan.onError, frame);
}

async function answerHandled(plan: Plan, onError: readonly PlannedStep[], frame: Frame): Promise<Answer> {
  try {
    return await answerInTime(plan, frame);
  } catch (thrown) {
    if (frame.cancellation.reason !== undefined) throw thrown;
    const failure = thrown instanceof StepFailure ? thrown : new StepFailure(frame.run.describe(thrown, {}), thrown);
    const seen = failure.error as unknown as Json; // An interface of JSON values, without the index signature that Json asks for.
    const place = handlerFrame(frame, { scope: handlerScope(frame.scope, seen) });
    const exit = await runSteps(onError, place);
    if (exit === undefined) throw failure;
    plan.judgeOutputs(exit.outputs);
    return { outputs: exit.outputs, exit };
  }
}

function answerInTime(plan: Plan, frame: Frame): Promise<Answer> {
  if (plan.timeout === undefined) return answer(plan, frame);
  const limit = { seconds: plan.timeout, what: `The flow ${plan.flow}`, path: `${frame.prefix}flow` };
  return withinLimit(frame, limit, (inner) => answer(plan, inner));
}

/** Where the flow's own `on_error` and `on_cancel` run: beside those of the step that runs it, in a subflow. */
function handlerFrame(frame: Frame, changes: Partial<Pick<Frame, 'scope' | 'cancellation'>>): Frame {
  return within(frame, frame.prefix === '' ? changes : { ...changes, prefix: `${frame.prefix}flow.` });
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
  // It goes on when the server starts again.
  if (run.isSuspended) return;
  const limit = {
    seconds: CLEAN_UP_TIME,
    what: `on_cancel of ${plan.flow}`,
    path: `${frame.prefix}on_cancel`,
    // A server that was down for longer has not used up its time.
    began: run.world.clock.now(),
  };
  try {
    await withinLimit(within(frame, { cancellation: new Cancellation() }), limit, (inner) =>
      runSteps(onCancel, handlerFrame(inner, {})),
    );
  } catch (thrown) {
    const failed = thrown instanceof StepFailure ? thrown.error : run.describe(thrown, {});
    run.cleanupErrors = [...run.cleanupErrors, failed];
  }
}

function declaredOutputs(plan: Plan, scope: Scope): Values {
  const outputs: Record<string, Values[string]> = {};
  for (const { name, value } of plan.outputs) outputs[name] = value(scope);
  return outputs;
}

function ended(exit: Answer['exit']): Pick<FlowCompleted, 'terminated' | 'termination_reason'> | undefined {
  if (exit === undefined) return undefined;
  return exit.reason === undefined ? { terminated: true } : { terminated: true, termination_reason: exit.reason };
}
