/** The operations of a server, answered by handlers of MSW. */
import { type HttpHandler, HttpResponse, http } from 'msw';
import { parseJson } from '../api-error.ts';
import type { FlowMap, UntypedFlows } from '../flows.ts';
import { eventBody } from './event-body.ts';
import type { MockExecution } from './execution.ts';
import { type Answers, flowNamed, MockExecutions } from './executions.ts';
import type { MockOptions } from './options.ts';
import { misfit, Problem } from './problem.ts';
import type { MockFlow, MockProject } from './project.ts';
import { recordOf, resultOf, summaryOf } from './record.ts';

const TOKEN = /^[\w.:-]{1,128}$/;

/** A request as the answers below see it. */
interface Asked {
  readonly request: Request;
  readonly query: URLSearchParams;
  /** The part of the path of that name. */
  part(name: 'flow' | 'id' | 'event'): string;
}

type Answer = (asked: Asked) => Response | Promise<Response>;

/** Made for a project by the file that `flowlang generate msw` writes. Each call has executions of its own. */
export function createFlowHandlers<Flows extends FlowMap<Flows> = UntypedFlows>(
  project: MockProject,
  { baseUrl = '*', delay = 0, flows = {} }: MockOptions<Flows> = {},
): HttpHandler[] {
  const executions = new MockExecutions(project, flows as Answers, delay); // each flow is called with its own inputs
  const base = baseUrl.replace(/\/+$/, '');
  const basePath = URL.canParse(base) ? new URL(base).pathname.replace(/\/$/, '') : '';
  let requests = 0;
  return Object.entries(answersOf(project, executions)).map(([operation, answer]) => {
    const [method = '', path = ''] = operation.split(' ');
    return (method === 'GET' ? http.get : http.post)(`${base}${path}`, async ({ request, params }) => {
      const url = new URL(request.url);
      const asked: Asked = { request, query: url.searchParams, part: (name) => String(params[name]) };
      const given = request.headers.get('X-Request-Id') ?? '';
      const id = TOKEN.test(given) ? given : `mock-${++requests}`;
      const response = await problemsOf(project, url.pathname.slice(basePath.length), id, () => answer(asked));
      response.headers.set('X-Request-Id', id);
      return response;
    });
  });
}

async function problemsOf(
  { problems }: MockProject,
  instance: string,
  request_id: string,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message: detail, extra } = error;
    const { type, title, status } = problems[code];
    const headers = { 'Content-Type': 'application/problem+json' };
    return HttpResponse.json(
      { type, title, status, detail, instance, code, request_id, ...extra },
      { status, headers },
    );
  }
}

function answersOf(project: MockProject, executions: MockExecutions): Readonly<Record<string, Answer>> {
  const flows = Object.values(project.flows);
  const named = (asked: Asked) => flowNamed(project, asked.part('flow'));
  const found = (asked: Asked) => executions.find(asked.part('flow'), asked.part('id'));
  const begun = async (asked: Asked) =>
    executions.begin(asked.part('flow'), await bodyOf(asked.request), keyOf(asked.request));
  return {
    'GET /health': () => HttpResponse.json({ status: 'healthy', flows: Object.fromEntries(flows.map(healthOf)) }),
    'GET /flows': () => HttpResponse.json(flows.map(({ detail }) => summaryOfFlow(detail))),
    'GET /flows/:flow': (asked) => HttpResponse.json(named(asked).detail),
    'GET /flows/:flow/tasks': (asked) => HttpResponse.json(named(asked).tasks),
    'GET /flows/:flow/visualize': (asked) => HttpResponse.text(named(asked).diagram),
    'POST /flows/:flow/execute': async (asked) => {
      const execution = await begun(asked);
      const later = asked.request.headers.get('Prefer')?.includes('respond-async');
      if (later) return accepted(execution, { 'Preference-Applied': 'respond-async' });
      return HttpResponse.json(resultOf(await execution.ended()), { headers: { 'X-Execution-Id': execution.id } });
    },
    'POST /flows/:flow/execute/stream': async (asked) => streamed(await begun(asked), lastEventId(asked) ?? 0),
    'GET /flows/:flow/executions': (asked) =>
      HttpResponse.json(pageOf(executions.list(asked.part('flow')), asked.query)),
    'GET /flows/:flow/executions/:id': (asked) => HttpResponse.json(recordOf(found(asked))),
    'GET /flows/:flow/executions/:id/events': (asked) => eventsOf(found(asked), asked),
    'POST /flows/:flow/executions/:id/cancel': (asked) => cancel(found(asked), asked),
    'POST /flows/:flow/executions/:id/events/:event': (asked) => deliver(found(asked), asked),
    'POST /flows/:flow/executions/:id/retry': (asked) =>
      accepted(executions.retry(asked.part('flow'), asked.part('id'), keyOf(asked.request))),
  };
}

function healthOf({ detail, tasks }: MockFlow): [string, object] {
  return [detail.name, { implementation_status: tasks.summary.progress, ready: true }];
}

function summaryOfFlow({
  input_schema: _in,
  output_schema: _out,
  diagnostics: _told,
  ...summary
}: MockFlow['detail']): object {
  return summary;
}

function accepted(execution: MockExecution, headers: Record<string, string> = {}): Response {
  const { flow, id } = execution;
  const Location = `/flows/${encodeURIComponent(flow)}/executions/${id}`;
  return HttpResponse.json(recordOf(execution), {
    status: 202,
    headers: { ...headers, Location, 'X-Execution-Id': id },
  });
}

function streamed(execution: MockExecution, after: number): Response {
  const headers = {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
    'X-Execution-Id': execution.id,
  };
  return new HttpResponse(eventBody(execution, after), { headers });
}

function eventsOf(execution: MockExecution, asked: Asked): Response {
  const after = lastEventId(asked) ?? Number(asked.query.get('after') ?? 0);
  const { events, last, id } = execution;
  const headers = { 'X-Execution-Id': id };
  const isPage = !(asked.request.headers.get('Accept') ?? '*/*').match(/text\/event-stream|\*\/\*/);
  const isAtEnd = last !== undefined && after >= last.seq;
  if (!isPage) return isAtEnd ? new HttpResponse(null, { status: 204, headers }) : streamed(execution, after);
  const page = events.slice(after, after + Number(asked.query.get('limit') ?? 100));
  const end = page.at(-1)?.seq ?? after;
  return HttpResponse.json(
    { events: page, next_after: last !== undefined && end >= last.seq ? null : end },
    { headers },
  );
}

function pageOf(all: readonly MockExecution[], query: URLSearchParams): object {
  const status = query.get('status');
  const cursor = query.get('cursor');
  const wanted = all.filter(
    (one) => (status === null || one.status === status) && (cursor === null || one.id < cursor),
  );
  const items = wanted.slice(0, Number(query.get('limit') ?? 50));
  const next = wanted.length > items.length ? (items.at(-1)?.id ?? null) : null;
  return { items: items.map(summaryOf), next_cursor: next };
}

async function cancel(execution: MockExecution, { request }: Asked): Promise<Response> {
  const { id, flow, last } = execution;
  const { reason = 'a caller asked for it' } = ((await bodyOf(request)) ?? {}) as { reason?: string }; // a wrong one is a test's own fault
  if (last !== undefined)
    throw new Problem('execution_ended', `The execution "${id}" of ${flow} has ended; nothing is left to cancel.`);
  execution.cancel(reason);
  return HttpResponse.json({ execution_id: id, flow, reason }, { status: 202 });
}

async function deliver(execution: MockExecution, { request, part }: Asked): Promise<Response> {
  const { id, flow } = execution;
  const event = part('event');
  const payload = (await bodyOf(request)) ?? null;
  const faults = execution.deliver(event, payload);
  if (faults === undefined) {
    const hint = 'Its step_waiting events tell what it waits for, and from when on.';
    throw new Problem('not_waiting', `No step of the execution "${id}" waits for "${event}". ${hint}`);
  }
  if (faults.length > 0) throw misfit('invalid_payload', 'the payload; the step waits on', faults);
  return HttpResponse.json({ execution_id: id, flow, event }, { status: 202 });
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.trim() === '') return undefined;
  const value = parseJson(text);
  if (value === undefined) throw new Problem('invalid_json', 'The body is not JSON.');
  return value;
}

function keyOf(request: Request): string | null {
  return request.headers.get('Idempotency-Key');
}

function lastEventId({ request }: Asked): number | undefined {
  const id = request.headers.get('Last-Event-ID');
  return id === null ? undefined : Number(id);
}
