/** `fail` — ends the flow as failed, unless a handler around it takes the error. */
import { textOf } from '@flowlang/openapi';
import { FlowLangError } from '../../errors.ts';
import type { PlannedFail } from '../planned.ts';
import type { Frame } from '../step.ts';

/** Its `name` is what the flow's author says. */
class FlowFailed extends FlowLangError {
  override name = 'FlowFailed';
}

export function runFail(step: PlannedFail, frame: Frame): never {
  const error = new FlowFailed(textOf(step.message(frame.scope)));
  if (step.type !== undefined) error.name = textOf(step.type(frame.scope));
  throw error;
}
