/** `subflow:` — another flow as a part of this one: its step events appear, with the name of this step. */

import { withNames } from '../outputs.ts';
import type { PlannedSubflow } from '../planned.ts';
import type { Values } from '../ports.ts';
import { rootScope } from '../scope.ts';
import { type Frame, identityIn, type Outcome, within } from '../step.ts';
import { type Held, runAnnounced } from './announced.ts';

export function runSubflow(step: PlannedSubflow, frame: Frame): Promise<Outcome> {
  const { plan } = step;
  const prepare = (): { readonly inputs: Values; readonly judged: Values } => {
    const given = step.inputs(frame.scope) as Values; // The parser makes a map of every step's inputs.
    const judged = plan.judgeInputs(given);
    if (plan.conceal !== undefined) frame.run.protect(plan.conceal.secretsIn(judged));
    return { inputs: plan.conceal?.show(given) ?? given, judged };
  };
  return runAnnounced(step, frame, prepare, async (inner, { judged }): Promise<Held> => {
    const { path, step_id } = identityIn(frame, step.identity);
    const scope = rootScope(judged, inner.run);
    // Its `exit` ends only itself.
    const { outputs } = await inner.runPlan(plan, within(inner, { scope, prefix: `${path}.`, parent: step_id }));
    return { results: withNames(outputs, step.outputs, `The subflow ${plan.flow}`) };
  });
}
