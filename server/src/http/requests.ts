/** Reads what a request says: the flow in its path, the inputs in its body, its headers. */
import { closest, type Flow, type Json, LONGEST_REASON } from '@flowlang/openapi';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { MAX_PROBLEMS } from '../engine/inputs.ts';
import { toJson } from '../engine/json.ts';
import { InvalidInputsError, TaskOutputError } from '../errors.ts';
import {
  type Catalog,
  implementationProgress,
  type LoadedFlow,
  pendingText,
  type ServableFlow,
} from '../project/catalog.ts';
import { ApiProblem } from './problem.ts';
import { nothingThere } from './unmatched.ts';

const TOKEN = /^[\w.:-]{1,128}$/;

/** Safe to echo, to log and to keep. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}

/** Longer ones are compared with nothing, and not shown whole. */
const LONGEST_NAME = 100;

export function requestedFlow(request: FastifyRequest, catalog: Catalog): LoadedFlow {
  const name = inPath(request, 'flow');
  const { flows } = catalog.snapshot;
  const flow = flows.get(name);
  if (flow !== undefined) return flow;
  const nearest = name.length <= LONGEST_NAME ? closest(name, flows.keys()) : undefined;
  const hint = nearest === undefined ? 'GET /flows lists those there are.' : `Did you mean ${nearest}?`;
  throw new ApiProblem('flow_not_found', `There is no flow ${shown(name)}. ${hint}`);
}

/** A part of the path that the operation's route has. */
export function inPath(request: FastifyRequest, name: 'flow' | 'execution_id' | 'event'): string {
  const { [name]: value = '' } = request.params as { readonly [name: string]: string }; // The router answers texts.
  if (value === '') throw nothingThere(request.method, request.url);
  return value;
}

/** A name as messages show it. */
export function shown(name: string): string {
  return JSON.stringify(name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`);
}

/** A flow whose text means something, whether all its tasks are there or not. */
export function requestedValidFlow(request: FastifyRequest, catalog: Catalog): ServableFlow {
  const flow = requestedFlow(request, catalog);
  if (flow.state !== 'invalid') return flow;
  const errors = flow.diagnostics.filter((one) => one.severity === 'error').length;
  const detail = `The flow ${flow.name} has ${errors === 1 ? 'an error' : `${errors} errors`} and cannot be used until it is mended.`;
  throw new ApiProblem('flow_invalid', detail, { diagnostics: flow.diagnostics });
}

export function requestedReadyFlow(request: FastifyRequest, catalog: Catalog): ServableFlow {
  const flow = requestedValidFlow(request, catalog);
  if (flow.state === 'ready') return flow;
  const { pendingTasks, tasks } = flow;
  const progress = implementationProgress(tasks.length, tasks.length - pendingTasks.length);
  throw new ApiProblem('flow_not_ready', `The flow ${flow.name} waits for ${pendingText(tasks)} to be implemented.`, {
    pending_tasks: pendingTasks,
    implementation_progress: progress,
  });
}

/**
 * The inputs in a body: `{"inputs": {…}}`, or the inputs themselves. (No flow has an input called `inputs`: the language
 * does not allow it.) What they hold is judged elsewhere.
 */
export function requestedInputs(flow: Flow, body: unknown): unknown {
  if (body === undefined) return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  if (!Object.hasOwn(body, 'inputs')) return body;
  const beside = Object.keys(body).filter((key) => key !== 'inputs');
  if (beside.length === 0) return (body as { inputs: unknown }).inputs;
  const problems = beside.slice(0, MAX_PROBLEMS).map((key) => ({
    path: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message: 'must not stand beside `inputs`: send {"inputs": {…}}, or the inputs alone',
    keyword: 'additionalProperties',
  }));
  throw new InvalidInputsError(flow.name, problems);
}

/** Why an execution is to be cancelled; undefined where the caller does not say. */
export function requestedReason(body: unknown): string | undefined {
  if (body === undefined) return undefined;
  const isMap = typeof body === 'object' && body !== null && !Array.isArray(body);
  const { reason, ...others } = isMap ? (body as { readonly reason?: unknown }) : { reason: body };
  const isKnown = isMap && Object.keys(others).length === 0;
  if (isKnown && reason === undefined) return undefined;
  if (isKnown && typeof reason === 'string' && reason.length <= LONGEST_REASON) return reason;
  throw new ApiProblem(
    'invalid_request',
    `The body is {"reason": "…"}, with at most ${LONGEST_REASON} characters, or there is none.`,
  );
}

/** No body stands for null. */
export function requestedPayload(body: unknown): Json {
  try {
    return toJson(body);
  } catch (thrown) {
    if (!(thrown instanceof TaskOutputError)) throw thrown;
    throw new ApiProblem('invalid_request', `The payload holds what is no JSON: ${thrown.message}.`);
  }
}

/**
 * A parameter of a media type that is not its weight, up to the next `;` or `,` outside of quotes. A quote that is not
 * closed reaches to the end, so that no header makes the search begin anew.
 */
const PARAMETER = /;(?!\s*q\s*=)[^;,"]*(?:"(?:[^"\\]|\\.)*(?:"|\\?$)[^;,"]*)*/gi;

/** Answers the media type to use. What a caller says of a type beside its weight, such as `charset=utf-8`, excludes nothing. */
export function negotiate(request: FastifyRequest, offered: readonly string[]): string {
  const [first = ''] = offered;
  const { accept } = request.headers;
  if (accept === undefined || accept === '' || accept === '*/*') return first;
  const chosen = new Negotiator({ headers: { accept: accept.replaceAll(PARAMETER, '') } }).mediaType([...offered]);
  if (chosen !== undefined) return chosen;
  throw new ApiProblem(
    'not_acceptable',
    `This is answered as ${offered.join(' or ')}, which the Accept header excludes.`,
  );
}
