/** Events, and answers that stream them. */

export type Wire = Record<string, unknown> & { readonly seq: number; readonly type: string };

const TIME = '2026-01-01T00:00:00.000Z';
const STEP = { step_id: 'charge', kind: 'task', task: 'ChargeCard', path: 'steps[0]' };

/** The four events of a run that succeeds. */
export function run(execution_id = 'x1'): Wire[] {
  const base = { execution_id, flow: 'Order', timestamp: TIME };
  return [
    { ...base, seq: 1, type: 'flow_started', status: 'running', step_id: null, inputs: {} },
    { ...base, ...STEP, seq: 2, type: 'step_started', status: 'running', inputs: {}, attempt: 1 },
    { ...base, ...STEP, seq: 3, type: 'step_completed', status: 'completed', outputs: null, duration_ms: 4 },
    {
      ...base,
      seq: 4,
      type: 'flow_completed',
      status: 'completed',
      step_id: null,
      success: true,
      outputs: { total: 3 },
      duration_ms: 9,
    },
  ];
}

export function frame(event: Wire): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

const HEADERS = { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Execution-Id': 'x1' };

/** A stream of these events and texts that then ends. */
export function streamOf(events: readonly (Wire | string)[], headers: Record<string, string> = {}): Response {
  const body = events.map((event) => (typeof event === 'string' ? event : frame(event))).join('');
  return new Response(body, { headers: { ...HEADERS, ...headers } });
}

/** A stream that the test writes by hand; `cancelled` tells when its reader has gone. */
export function openStream() {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const state = { cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    start: (own) => {
      controller = own;
    },
    cancel: () => {
      state.cancelled = true;
    },
  });
  return {
    response: new Response(body, { headers: HEADERS }),
    state,
    write: (event: Wire | string) =>
      controller?.enqueue(encoder.encode(typeof event === 'string' ? event : frame(event))),
    fail: (error: unknown) => controller?.error(error),
    end: () => controller?.close(),
  };
}

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
