/** What the table of operations says of each. */
import type { z } from 'zod';
import type { ApiErrorCode } from './errors.ts';
import type { AnswerHeader, ParameterName } from './parameters.ts';

/** What a flow's own schemas are called: `${flow}Inputs` and so on. */
export type FlowSchema = 'Inputs' | 'Outputs' | 'Result' | 'Event' | 'Execution' | 'EventPage';

export type Body =
  | { readonly kind: 'json'; readonly schema: z.ZodType }
  | { readonly kind: 'flow-json'; readonly schema: FlowSchema }
  /** A stream of events; where there are pages, too, a caller that accepts JSON alone gets those. */
  | { readonly kind: 'flow-events'; readonly page?: FlowSchema }
  | { readonly kind: 'document'; readonly mediaType: 'application/json' | 'application/yaml' }
  | { readonly kind: 'text'; readonly mediaTypes: readonly string[] }
  | { readonly kind: 'none' };

/** Another answer that is no error. */
export interface Alternative {
  readonly status: number;
  readonly body: Body;
  readonly description: string;
  readonly headers?: readonly AnswerHeader[];
}

export interface Operation {
  readonly method: 'GET' | 'POST';
  /** `{flow}` is filled in: in the document every flow has its own paths. */
  readonly path: string;
  /** Operation id in the document; here and in the texts `{flow}` is the flow's name. */
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: 'Server' | 'Flows';
  /** Besides what all take, and what is in the path. */
  readonly parameters?: readonly ParameterName[];
  /** What it takes as its body: a fixed resource, or the payload of an event. Only flows that wait for events take these. */
  readonly takes?: { readonly kind: 'json'; readonly schema: z.ZodType } | { readonly kind: 'payload' };
  /** Takes the inputs of a flow as its body. */
  readonly runsFlow?: true;
  readonly alternatives?: readonly Alternative[];
  /** 200, unless it is said. */
  readonly status?: 202;
  readonly answer: Body;
  readonly answerDescription: string;
  /** Besides those that all answers have. */
  readonly answerHeaders?: readonly AnswerHeader[];
  readonly errors: readonly ApiErrorCode[];
}

/** What any operation may answer: the request is no proper HTTP, the server is asked by a foreign name, or fails. */
export const COMMON_ERRORS = [
  'invalid_request',
  'request_timeout',
  'expectation_failed',
  'misdirected_host',
  'headers_too_large',
  'internal_error',
] as const satisfies readonly ApiErrorCode[];

/** Of what takes a body, or acts without one. */
export const BODY_ERRORS = [
  'invalid_json',
  'foreign_origin',
  'body_too_large',
  'unsupported_media_type',
] as const satisfies readonly ApiErrorCode[];

/** Of what begins an execution. */
export const START_ERRORS = [
  'server_draining',
  'server_full',
  'journal_unavailable',
] as const satisfies readonly ApiErrorCode[];
