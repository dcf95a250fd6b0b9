/** One round with every save. A round that is overtaken by the next is cancelled, and says no more. */
import path from 'node:path';
import { FlowLangError } from '../../errors.ts';
import { terminal } from '../terminal.ts';

/** Shows what comes of the files as they are. Its signal fires when they have changed. */
export type Round = (signal: AbortSignal) => Promise<void>;

export class Rounds {
  private readonly round: Round;
  private readonly renew: (files: readonly string[]) => Promise<void>;
  private readonly saved = new Set<string>();
  private current: AbortController | undefined;
  private running: Promise<void> | undefined;
  /** Called after each round. */
  onEnd: () => void = () => {};

  /** @param renew called before a round with what was saved */
  constructor(round: Round, renew: (files: readonly string[]) => Promise<void>) {
    this.round = round;
    this.renew = renew;
  }

  begin(files: readonly string[]): void {
    for (const file of files) this.saved.add(file);
    this.current?.abort();
    if (this.running !== undefined) return;
    this.current = new AbortController();
    this.running = this.run(this.current.signal).finally(() => {
      this.running = undefined;
      if (this.saved.size > 0) this.begin([]);
    });
  }

  /** No further round begins. */
  async stop(): Promise<void> {
    this.saved.clear();
    this.current?.abort();
    await this.running;
  }

  private async run(signal: AbortSignal): Promise<void> {
    const files = [...this.saved];
    this.saved.clear();
    rule(files);
    try {
      await this.renew(files);
      await this.round(signal);
    } catch (thrown) {
      if (!signal.aborted) terminal.print(terminal.style('red', `✘ ${problemOf(thrown)}`));
    }
    this.onEnd();
    if (!signal.aborted) terminal.print(terminal.style('dim', 'Waiting for a save; Ctrl-C stops.\n'));
  }
}

function rule(files: readonly string[]): void {
  const time = new Date().toTimeString().slice(0, 8);
  const saved = files.map((file) => path.relative(process.cwd(), file)).join(', ');
  terminal.print(terminal.style('dim', `── ${time} ${saved === '' ? '' : `${saved} `}${'─'.repeat(20)}`));
}

function problemOf(thrown: unknown): string {
  if (thrown instanceof FlowLangError) return thrown.message;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
