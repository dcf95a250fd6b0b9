/** What a caller is told at the end, over HTTP and on the command line alike. */
import type { ExecutionError, TerminalEvent } from '@flowlang/openapi';
import type { Values } from './ports.ts';

export type Result = SuccessResult | FailureResult;

interface Common {
  readonly execution_id: string;
  readonly flow: string;
  readonly execution_time_ms: number;
}

export interface SuccessResult extends Common {
  readonly success: true;
  readonly outputs: Values;
  readonly terminated?: true;
  readonly termination_reason?: string;
}

export interface FailureResult extends Common {
  readonly success: false;
  readonly error: ExecutionError;
}

export function resultOf(last: TerminalEvent): Result {
  const { execution_id, flow, duration_ms: execution_time_ms } = last;
  switch (last.type) {
    case 'flow_completed': {
      const { outputs, terminated, termination_reason } = last;
      const result = { success: true, execution_id, flow, outputs, execution_time_ms } as const;
      if (!terminated) return result;
      return termination_reason === undefined
        ? { ...result, terminated }
        : { ...result, terminated, termination_reason };
    }
    case 'flow_failed':
      return { success: false, execution_id, flow, error: last.error, execution_time_ms };
    case 'flow_cancelled':
      return {
        success: false,
        execution_id,
        flow,
        error: { type: 'Cancelled', message: last.reason },
        execution_time_ms,
      };
  }
}
