/** The events of an execution as the body of a stream: those there are, and each that comes, to the last. */
import type { FlowEvent } from '../events.ts';
import type { MockExecution } from './execution.ts';

export function eventBody(execution: MockExecution, after: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = after;
  return new ReadableStream({
    async pull(controller) {
      while (next >= execution.events.length) {
        if (execution.last !== undefined) return controller.close();
        await execution.changed;
      }
      const event = execution.events[next];
      next += 1;
      if (event !== undefined) controller.enqueue(encoder.encode(frame(event)));
      if (execution.last !== undefined && next >= execution.events.length) controller.close();
    },
  });
}

function frame(event: FlowEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
