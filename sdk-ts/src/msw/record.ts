/** Executions and results as the API shows them. */
import type { TerminalEvent } from '../events.ts';
import type { MockExecution } from './execution.ts';

export function summaryOf(execution: MockExecution): object {
  const { id, flow, status, createdAt, last, parentId, attempt } = execution;
  return {
    execution_id: id,
    flow,
    status,
    created_at: createdAt,
    started_at: createdAt,
    ended_at: last?.timestamp ?? null,
    origin: parentId === null ? 'api' : 'retry',
    parent_id: parentId,
    attempt,
  };
}

export function recordOf(execution: MockExecution): object {
  const { last, inputs } = execution;
  const came = last === undefined ? {} : { execution_time_ms: last.duration_ms, ...endOf(last) };
  return { ...summaryOf(execution), inputs, ...came };
}

export function resultOf(last: TerminalEvent): object {
  const { execution_id, flow, duration_ms: execution_time_ms } = last;
  return { success: last.type === 'flow_completed', execution_id, flow, ...endOf(last), execution_time_ms };
}

function endOf(last: TerminalEvent): object {
  if (last.type === 'flow_completed') return { outputs: last.outputs };
  return { error: last.type === 'flow_failed' ? last.error : { type: 'Cancelled', message: last.reason } };
}
