/** The errors of the client in the words of the scenarios. */
import {
  APIError,
  FlowExecutionError,
  type FlowLangError,
  FlowNotReadyError,
  InvalidInputsError,
  RateLimitError,
  TimeoutError,
  UnexpectedResponseError,
} from '@flowlang/client';
import { isObject } from '../conformance/exchange.ts';

/** With the names that errors have in JSON and in Python. */
export function describeError(error: FlowLangError): Record<string, unknown> {
  const common = { class: error.name, message: error.message };
  if (error instanceof FlowExecutionError) return { ...common, execution_id: error.executionId, error: error.error };
  if (error instanceof TimeoutError) return { ...common, phase: error.phase };
  if (!(error instanceof APIError)) return common;
  const { status, code = null, requestId: request_id = null, problem } = error;
  const api = { ...common, status, code, request_id, problem: isObject(problem) ? problem : undefined };
  if (error instanceof InvalidInputsError) return { ...api, errors: error.errors };
  if (error instanceof RateLimitError) return { ...api, retry_after: error.retryAfter ?? null };
  if (error instanceof UnexpectedResponseError) return { ...api, place: error.place };
  if (!(error instanceof FlowNotReadyError)) return api;
  return { ...api, pending_tasks: error.pendingTasks, progress: error.progress };
}
