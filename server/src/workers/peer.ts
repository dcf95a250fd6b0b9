/** The process at the other end of a channel: it is asked, and told, by the names of what it offers. */
import { FlowLangError, JournalUnavailableError, LostExecutionError, MovingError, SuspendedError } from '../errors.ts';

type Callable = (...args: never[]) => unknown;
type Words<T> = { readonly [K in keyof T]: T[K] extends Callable ? T[K] : never };

/** `about` is a word of ours: tasks may use the channel, too. */
export type Message =
  | {
      readonly about: 'flowlang';
      readonly kind: 'call';
      /** Undefined where no answer is wanted. */
      readonly number?: number;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  | { readonly about: 'flowlang'; readonly kind: 'answer'; readonly number: number; readonly value: unknown }
  | { readonly about: 'flowlang'; readonly kind: 'failure'; readonly number: number; readonly failure: Failure };

/** An error on its way between processes. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly executionId?: string;
}

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class Peer<Theirs> {
  private readonly send: (message: Message) => void;
  private readonly offers: object;
  private readonly onFailure: (word: string, thrown: unknown) => void;
  private readonly asked = new Map<number, Asked>();
  private count = 0;
  private gone: Error | undefined;

  /**
   * @param offers what the other end may ask of this one, by name
   * @param onFailure called where what was told could not be done: the other end waits for no answer
   */
  constructor(send: (message: Message) => void, offers: object, onFailure: (word: string, thrown: unknown) => void) {
    this.onFailure = onFailure;
    this.send = send;
    this.offers = offers;
  }

  /** @throws what the other end throws, MovingError if it is gone */
  ask<K extends keyof Theirs & string>(
    name: K,
    ...args: Parameters<Words<Theirs>[K]>
  ): Promise<Awaited<ReturnType<Words<Theirs>[K]>>> {
    return new Promise((resolve, reject) => {
      if (this.gone !== undefined) {
        reject(this.gone);
        return;
      }
      this.count += 1;
      // The other end offers what its type says.
      this.asked.set(this.count, { resolve: resolve as (value: unknown) => void, reject });
      this.send({ about: 'flowlang', kind: 'call', number: this.count, name, args });
    });
  }

  tell<K extends keyof Theirs & string>(name: K, ...args: Parameters<Words<Theirs>[K]>): void {
    if (this.gone === undefined) this.send({ about: 'flowlang', kind: 'call', name, args });
  }

  take(message: unknown): void {
    if (!isOurs(message)) return;
    if (message.kind === 'call') {
      void this.answer(message);
      return;
    }
    const asked = this.asked.get(message.number);
    this.asked.delete(message.number);
    if (message.kind === 'answer') asked?.resolve(message.value);
    else asked?.reject(errorOf(message.failure));
  }

  /** Nothing comes from it any more. */
  lose(): void {
    this.gone = new MovingError();
    for (const { reject } of this.asked.values()) reject(this.gone);
    this.asked.clear();
  }

  private async answer({ number, name, args }: Extract<Message, { kind: 'call' }>): Promise<void> {
    const reply = (message: Message): void => {
      if (this.gone === undefined) this.send(message);
    };
    try {
      const method = this.offers[name as keyof object] as unknown; // Asked on the next line.
      if (typeof method !== 'function') throw new Error(`there is no ${name} to ask for`);
      const value: unknown = await method.apply(this.offers, args);
      if (number !== undefined) reply({ about: 'flowlang', kind: 'answer', number, value });
    } catch (thrown) {
      if (number === undefined) this.onFailure(name, thrown);
      else reply({ about: 'flowlang', kind: 'failure', number, failure: failureOf(thrown) });
    }
  }
}

function isOurs(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'about' in message && message.about === 'flowlang';
}

function failureOf(thrown: unknown): Failure {
  if (thrown instanceof SuspendedError)
    return { name: thrown.name, message: thrown.message, executionId: thrown.executionId };
  if (thrown instanceof FlowLangError) return { name: thrown.name, message: thrown.message };
  return { name: 'Error', message: thrown instanceof Error ? String(thrown.stack) : String(thrown) };
}

/** Those on which an answer to a caller depends are what they were. */
function errorOf({ name, message, executionId }: Failure): Error {
  if (executionId !== undefined) return new SuspendedError(executionId);
  if (name === 'JournalUnavailableError') return new JournalUnavailableError(message);
  if (name === 'LostExecutionError') return new LostExecutionError(message);
  if (name === 'MovingError') return new MovingError();
  return new Error(message);
}
