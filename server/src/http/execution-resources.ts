/** Executions as the API shows them. */
import { type ExecutionSummary, executionSchema, type TerminalEvent } from '@flowlang/openapi';
import type { FastifyReply } from 'fastify';
import type { Execution, ListedExecution } from '../engine/engine.ts';
import { serializerOf } from './serializers.ts';

const serializeExecution = serializerOf(executionSchema());

export function sendExecution(reply: FastifyReply, execution: Execution): FastifyReply {
  return reply.serializer(serializeExecution).send(recordOf(execution));
}

/** Where to ask for it. */
export function locationOf(flow: string, executionId: string): string {
  return `/flows/${encodeURIComponent(flow)}/executions/${executionId}`;
}

export function summarize(listed: ListedExecution): ExecutionSummary {
  const { created_at, started_at, ended_at, parent_id = null, ...rest } = listed;
  return {
    ...rest,
    created_at: time(created_at),
    started_at: timeOrNull(started_at),
    ended_at: timeOrNull(ended_at),
    parent_id,
  };
}

function recordOf({ head, status, started_at, last }: Execution): object {
  const { execution_id, flow, created_at, origin, parent_id = null, attempt, inputs } = head;
  return {
    execution_id,
    flow,
    status,
    created_at: time(created_at),
    started_at: timeOrNull(started_at),
    ended_at: last?.timestamp ?? null,
    origin,
    parent_id,
    attempt,
    inputs,
    ...(last === undefined ? {} : endOf(last)),
  };
}

function endOf(last: TerminalEvent): object {
  const execution_time_ms = last.duration_ms;
  switch (last.type) {
    case 'flow_completed': {
      const { outputs, terminated, termination_reason } = last;
      return { execution_time_ms, outputs, terminated, termination_reason };
    }
    case 'flow_failed':
      return { execution_time_ms, error: last.error };
    case 'flow_cancelled':
      return { execution_time_ms, error: { type: 'Cancelled', message: last.reason } };
  }
}

function time(milliseconds: number): string {
  return new Date(Math.floor(milliseconds)).toISOString();
}

function timeOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : time(milliseconds);
}
