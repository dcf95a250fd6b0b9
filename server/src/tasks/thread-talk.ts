/** One call in a thread, as the main thread sees it. */
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { Json } from '@flowlang/openapi';
import type { Piscina } from 'piscina';
import type { TaskContext } from '../engine/ports.ts';
import { readThrown } from '../engine/thrown.ts';
import { ThreadLostError } from '../errors.ts';
import { type CalledTask, type ThreadCall, type ThreadMessage, unpackError } from './thread-call.ts';

type Answer = Extract<ThreadMessage, { kind: 'result' | 'error' }>;

export class ThreadTalk {
  private readonly called: CalledTask;
  private readonly context: TaskContext;
  private readonly grace: number;
  private readonly channel = new MessageChannel();
  private readonly kill = new AbortController();
  private graceOver: NodeJS.Timeout | undefined;
  private answer: Answer | undefined;

  /** @param grace milliseconds that the task has to end after its signal has fired */
  constructor(called: CalledTask, context: TaskContext, grace: number) {
    this.called = called;
    this.context = context;
    this.grace = grace;
  }

  /** Answers what the task answers, or throws what it throws. Once. */
  async hold(pool: Piscina): Promise<Json> {
    const { signal, attempt, execution_id, idempotency_key } = this.context;
    const { port1, port2 } = this.channel;
    signal.throwIfAborted();
    signal.addEventListener('abort', this.stop, { once: true });
    port1.on('message', this.take);
    const call: ThreadCall = { ...this.called, attempt, execution_id, idempotency_key, port: port2 };
    let failure: unknown;
    try {
      await pool.run(call, { transferList: [port2], signal: this.kill.signal });
    } catch (thrown) {
      failure = signal.aborted ? signal.reason : this.lost(thrown);
    } finally {
      clearTimeout(this.graceOver);
      signal.removeEventListener('abort', this.stop);
      this.takeRest();
      port1.close();
    }
    const { answer } = this;
    if (answer === undefined) throw failure ?? this.lost(undefined);
    if (answer.kind === 'error') throw unpackError(answer.error);
    return answer.result;
  }

  private readonly stop = (): void => {
    this.channel.port1.postMessage(readThrown(this.context.signal.reason));
    this.graceOver = setTimeout(() => this.kill.abort(), this.grace);
  };

  private readonly take = (message: ThreadMessage): void => {
    if (message.kind === 'progress') this.context.progress(message.fraction, message.message);
    else if (message.kind === 'log') this.context.logger[message.level](message.fields, message.message);
    else this.answer = message;
  };

  /** The pool may have told of the end before all that came before it was read. */
  private takeRest(): void {
    for (;;) {
      const next = receiveMessageOnPort(this.channel.port1);
      if (next === undefined) return;
      this.take(next.message);
    }
  }

  private lost(thrown: unknown): ThreadLostError {
    const { task } = this.called;
    const why = thrown instanceof Error ? thrown.message : 'it said nothing';
    const [, code] = /exited with code: (\d+)/.exec(why) ?? [];
    if (code !== undefined) {
      return new ThreadLostError(
        `The task ${task} ended its thread with code ${code}: it must not call process.exit().`,
      );
    }
    return new ThreadLostError(`The thread of the task ${task} ended before the task did: ${why}.`);
  }
}
