/** An event stream with nothing around it: a response that a test plays, and a journal that a test fills. */
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { FlowEvent } from '@flowlang/openapi';
import { EventStream } from '../../src/http/event-stream.ts';
import { Streams } from '../../src/http/streams.ts';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { newExecution } from '../journal/executions.ts';

/** As much of a response as a stream uses; `full` is what its socket says of each piece. */
class FakeResponse extends EventEmitter {
  readonly pieces: string[] = [];
  full = false;
  /** Its headers have gone before any event. */
  greeted = false;
  ended = false;
  destroyed = false;

  write(text: string): boolean {
    this.pieces.push(text);
    return !this.full;
  }

  flushHeaders(): void {
    this.greeted = true;
  }

  end(text?: string): void {
    if (text !== undefined) this.pieces.push(text);
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  get text(): string {
    return this.pieces.join('');
  }
}

export const ID = 'e1';
const common = { execution_id: ID, flow: 'F', timestamp: '2026-01-01T00:00:00.000Z' };
const LAST = { type: 'flow_cancelled', step_id: null, status: 'cancelled', cleanup_errors: [] } as const;

export interface Rig {
  readonly response: FakeResponse;
  readonly journal: MemoryJournal;
  readonly failures: unknown[];
  /** How many watch the journal. */
  watchers(): number;
  /** Opens the stream. */
  begin(after?: number): void;
  /** Appends events `from` to `to`, each of some `size`. */
  emit(from: number, to: number, size?: number): void;
  emitLast(seq: number, reason?: string): void;
  /** Numbers of the events that were sent. */
  ids(): readonly number[];
}

export async function createRig(): Promise<Rig> {
  const response = new FakeResponse();
  const journal = new MemoryJournal({ now: () => 0 });
  let watchers = 0;
  const watch = journal.watch.bind(journal);
  journal.watch = (id, wake) => {
    watchers += 1;
    const unwatch = watch(id, wake);
    return () => {
      watchers -= 1;
      unwatch();
    };
  };
  const failures: unknown[] = [];
  const streams = new Streams();
  await journal.create(newExecution(ID));
  return {
    response,
    journal,
    failures,
    watchers: () => watchers,
    begin(after = 0) {
      const socket = response as unknown as ServerResponse; // As much of one as is used.
      const onFailure = (error: unknown): void => void failures.push(error);
      streams.take();
      const home = { journal, streams, onEnd: () => {}, onFailure };
      new EventStream(home, socket, { executionId: ID, after, requestId: 'r1' });
    },
    emit(from, to, size = 1) {
      for (let seq = from; seq <= to; seq += 1) {
        const step = { step_id: 'a', kind: 'task', path: 'steps[0]', status: 'running', attempt: 1 } as const;
        journal.append({ ...common, seq, type: 'step_started', ...step, inputs: { text: 'x'.repeat(size) } });
      }
    },
    emitLast(seq, reason = 'x') {
      journal.append({ ...common, ...LAST, seq, reason, duration_ms: 0 } satisfies FlowEvent);
    },
    ids: () => [...response.text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
  };
}

/** Lets the stream do what it can do now. */
export async function settle(): Promise<void> {
  for (let count = 0; count < 5; count += 1) await turn();
}

export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
