/**
 * The fixed resources of the API, as zod schemas: what does not depend on a flow. What does (inputs, outputs, events)
 * is made in value-schema.ts and event-schema.ts. Registered by name, these become the document's components.
 */
import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

const JsonSchema = z.record(z.string(), z.unknown()).openapi({ description: 'A JSON Schema (2020-12).' });

export const Problem = z
  .object({
    type: z.string().openapi({ description: 'A URI reference that names the kind of problem.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What is wrong, and what to do.' }),
    instance: z.string().openapi({ description: 'The path of the request.' }),
    code: z.string().openapi({ description: 'Stable, for programs. The list is closed.' }),
    request_id: z.string(),
  })
  .openapi('Problem', { description: 'An error, as RFC 9457 has it.' });

export const InvalidInput = z
  .object({
    path: z.string().openapi({ description: 'JSON Pointer into what was sent.', example: '/items/0/quantity' }),
    message: z.string(),
    keyword: z.string().openapi({ description: 'The JSON Schema keyword that failed.' }),
  })
  .openapi('InvalidInput');

export const InvalidInputsProblem = Problem.extend({ errors: z.array(InvalidInput).optional() }).openapi(
  'InvalidInputsProblem',
  {
    description: 'The inputs do not fit the flow, or a payload the step that waits; `errors` lists all that is wrong.',
  },
);

export const Diagnostic = z
  .object({
    file: z.string(),
    line: z.int(),
    column: z.int(),
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    hint: z.string().optional(),
  })
  .openapi('Diagnostic', { description: 'One problem of the text of a flow; line and column count from 1.' });

export const UnavailableProblem = Problem.extend({
  pending_tasks: z.array(z.string()).optional(),
  implementation_progress: z.string().optional().openapi({ example: '1/2 (50.0%)' }),
  diagnostics: z.array(Diagnostic).optional(),
}).openapi('UnavailableProblem', {
  description: 'The flow is not ready (`pending_tasks`), is invalid (`diagnostics`), or the server takes no work now.',
});

/** What a problem of this status holds. */
export function problemShape(status: number): z.ZodType {
  if (status === 422) return InvalidInputsProblem;
  return status === 503 ? UnavailableProblem : Problem;
}

export const FlowStatus = z.enum(['ready', 'incomplete', 'invalid']).openapi('FlowStatus');

export const ServerInfo = z
  .object({
    name: z.literal('FlowLang'),
    version: z.string(),
    links: z.record(z.string(), z.string()),
    flows: z.array(z.object({ name: z.string(), status: FlowStatus, url: z.string() })),
  })
  .openapi('ServerInfo');

export const FlowHealth = z
  .object({
    implementation_status: z.string().openapi({ example: '10/10 (100.0%)' }),
    ready: z.boolean(),
    problem: z.string().optional().openapi({ description: 'Why the flow is not ready, or what its last edit broke.' }),
  })
  .openapi('FlowHealth');

export const Health = z
  .object({ status: z.enum(['healthy', 'degraded']), flows: z.record(z.string(), FlowHealth) })
  .openapi('Health');

export const Liveness = z.object({ status: z.literal('alive') }).openapi('Liveness');

export const Readiness = z
  .object({ status: z.enum(['ready', 'starting', 'draining', 'journal_lost']) })
  .openapi('Readiness');

export const Parameter = z
  .object({
    name: z.string(),
    type: z.string().openapi({ description: 'In words: `string`, `integer or null`, `any`.' }),
    required: z.boolean().optional(),
    description: z.string().optional(),
  })
  .openapi('Parameter');

export const FlowSummary = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    version: z.string().optional(),
    status: FlowStatus,
    inputs: z.array(Parameter),
    outputs: z.array(Parameter),
    tags: z.array(z.string()),
  })
  .openapi('FlowSummary');

export const FlowDetail = FlowSummary.extend({
  input_schema: JsonSchema.optional(),
  output_schema: JsonSchema.optional(),
  diagnostics: z
    .array(Diagnostic)
    .openapi({ description: 'Errors of an invalid flow, and of an edit that is not in force; warnings of any.' }),
}).openapi('FlowDetail');

export const Task = z
  .object({ name: z.string(), implemented: z.boolean(), description: z.string().optional() })
  .openapi('Task');

export const TaskList = z
  .object({
    flow: z.string(),
    tasks: z.array(Task),
    summary: z.object({
      total: z.int(),
      implemented: z.int(),
      pending: z.int(),
      progress: z.string().openapi({ example: '10/10 (100.0%)' }),
    }),
  })
  .openapi('TaskList');

export const ExecutionError = z
  .object({
    type: z.string().openapi({ description: 'Name of the error that was thrown.' }),
    message: z.string(),
    step_id: z.string().optional(),
    task: z.string().optional(),
    attempts: z.int().optional(),
  })
  .openapi('ExecutionError', { description: 'What went wrong in a run.' });

/** A flow that ran and did not succeed. It is a 200: it was executed, and asking again would do its work again. */
export const FailedResult = z
  .object({
    success: z.literal(false),
    execution_id: z.string(),
    flow: z.string(),
    error: ExecutionError,
    execution_time_ms: z.number(),
  })
  .openapi('FailedResult');

export const EXECUTION_STATUSES = ['queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;

export const ORIGINS = ['api', 'retry', 'subflow', 'trigger'] as const;

const Moment = z.iso.datetime().openapi({ description: 'ISO 8601, UTC, milliseconds.' });

/** What a list tells of an execution; its record has more. */
export const ExecutionSummary = z
  .object({
    execution_id: z.string(),
    flow: z.string(),
    status: z.enum(EXECUTION_STATUSES),
    created_at: Moment,
    started_at: Moment.nullable(),
    ended_at: Moment.nullable(),
    origin: z.enum(ORIGINS),
    parent_id: z.string().nullable(),
    attempt: z.int(),
  })
  .openapi('ExecutionSummary', { description: 'An execution, without its inputs and what it came to.' });

export const ExecutionList = z
  .object({
    items: z.array(ExecutionSummary),
    next_cursor: z.string().nullable().openapi({ description: 'For the next page. Null: there is none.' }),
  })
  .openapi('ExecutionList', { description: 'Executions, newest first.' });

/** Characters of a reason at most: it stands in an event of each step that runs. */
export const LONGEST_REASON = 1000;

export const CancelRequest = z
  .strictObject({
    reason: z.string().max(LONGEST_REASON).optional().openapi({ description: 'Why; events and the result tell it.' }),
  })
  .openapi('CancelRequest');

export const Cancellation = z
  .object({ execution_id: z.string(), flow: z.string(), reason: z.string() })
  .openapi('Cancellation', { description: 'The execution was asked to end. Its last event tells when it has.' });

export const Delivery = z
  .object({ execution_id: z.string(), flow: z.string(), event: z.string() })
  .openapi('Delivery', { description: 'A step has taken the payload, and the execution goes on.' });

export type Problem = z.infer<typeof Problem>;
export type InvalidInput = z.infer<typeof InvalidInput>;
export type ServerInfo = z.infer<typeof ServerInfo>;
export type Health = z.infer<typeof Health>;
export type FlowHealth = z.infer<typeof FlowHealth>;
export type FlowStatus = z.infer<typeof FlowStatus>;
export type FlowSummary = z.infer<typeof FlowSummary>;
export type FlowDetail = z.infer<typeof FlowDetail>;
export type TaskList = z.infer<typeof TaskList>;
export type Parameter = z.infer<typeof Parameter>;
export type Cancellation = z.infer<typeof Cancellation>;
export type Delivery = z.infer<typeof Delivery>;
export type FailedResult = z.infer<typeof FailedResult>;
export type Readiness = z.infer<typeof Readiness>;
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;
export type ExecutionList = z.infer<typeof ExecutionList>;
