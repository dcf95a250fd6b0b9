/** `exit` — ends the flow successfully, with its own outputs instead of the declared ones. */
import { textOf } from '@flowlang/openapi';
import type { PlannedExit } from '../planned.ts';
import type { Values } from '../ports.ts';
import type { Frame, Outcome } from '../step.ts';

export function runExit(step: PlannedExit, frame: Frame): Outcome {
  const outputs = (step.outputs?.(frame.scope) ?? {}) as Values; // The parser makes a map of them.
  const reason = step.reason?.(frame.scope);
  if (reason === undefined || reason === null) return { outputs };
  return { outputs, reason: textOf(reason) };
}
