/** The life of one execution: from `flow_started` to exactly one of the three events that end it. */
import type { FlowStarted, TerminalEvent } from '@flowlang/openapi';
import type { Cancellation } from './cancellation.ts';
import { runSteps } from './interpreter.ts';
import type { Plan } from './plan.ts';
import type { Values } from './ports.ts';
import { type Run, StepFailure } from './run.ts';
import { Scope } from './scope.ts';
import type { Exit, Frame } from './step.ts';

/** Runs the flow to its end. It does not throw because of what a flow does: that is an event. */
export async function runFlow(
  plan: Plan,
  inputs: Values,
  run: Run,
  cancellation: Cancellation,
): Promise<TerminalEvent> {
  run.emit<FlowStarted>({ type: 'flow_started', step_id: null, status: 'running', inputs });
  const startedAt = run.now;
  try {
    const frame: Frame = { run, scope: rootScope(plan, inputs, run), cancellation, prefix: '', runSteps };
    const exit = await runSteps(plan.steps, frame);
    const outputs = exit?.outputs ?? declaredOutputs(plan, frame.scope);
    plan.judgeOutputs(outputs);
    return run.flowCompleted(outputs, startedAt, ended(exit));
  } catch (thrown) {
    if (cancellation.reason !== undefined) return run.flowCancelled(cancellation.reason.message, startedAt);
    return run.flowFailed(thrown instanceof StepFailure ? thrown.error : run.describe(thrown, {}), startedAt);
  }
}

function rootScope(plan: Plan, inputs: Values, run: Run): Scope {
  const scope = new Scope();
  scope.set('inputs', inputs);
  scope.set('execution', { id: run.id, flow: plan.flow, attempt: 1 });
  return scope;
}

function declaredOutputs(plan: Plan, scope: Scope): Values {
  const outputs: Record<string, Values[string]> = {};
  for (const { name, value } of plan.outputs) outputs[name] = value(scope);
  return outputs;
}

function ended(exit: Exit | undefined): { terminated?: true; termination_reason?: string } {
  if (exit === undefined) return {};
  return exit.reason === undefined ? { terminated: true } : { terminated: true, termination_reason: exit.reason };
}
