/** Holds what the tasks wrote against what is kept: nothing that was kept as completed is run again. */
import type { FlowEvent } from '@flowlang/openapi';
import type { Line } from '../flows/record.ts';
import { type History, placeOf, timeOf } from './history.ts';
import type { Numbers } from './numbers.ts';

/** Milliseconds from what a task does until that must have been kept, on a machine that has other work. */
export const KEPT_WITHIN = 1500;
const ENDS: readonly string[] = ['step_completed', 'step_failed', 'step_cancelled'];

export function auditRuns(history: History, numbers: Numbers): void {
  auditKeys(history);
  for (const [key, lines] of history.lines) {
    new Step(history, key.slice(history.root.length + 1), lines, numbers).audit();
  }
}

/** Over all runs a step has one key, made of the first execution's id and its path. */
function auditKeys(history: History): void {
  const keys = new Map<string, string>();
  for (const { key, label } of [...history.lines.values()].flat()) {
    if (!key.startsWith(`${history.root}:`)) history.break(`gave a task the key ${key}`);
    const other = keys.get(label) ?? key;
    if (other !== key) history.break(`gave its step ${label} two keys, ${other} and ${key}`);
    keys.set(label, key);
  }
}

class Step {
  private readonly history: History;
  private readonly path: string;
  private readonly lines: readonly Line[];
  private readonly numbers: Numbers;
  private readonly events: readonly FlowEvent[];

  constructor(history: History, path: string, lines: readonly Line[], numbers: Numbers) {
    this.history = history;
    this.path = path;
    this.lines = lines;
    this.numbers = numbers;
    this.events = history.kept.events.filter((event) => event.step_id !== null && event.path === path);
  }

  audit(): void {
    let before: Line | undefined;
    for (const line of this.lines) {
      if (line.phase === 'start') {
        this.auditStart(line);
        if (before !== undefined) this.auditSuccession(before, line);
      }
      before = line;
    }
    this.auditEnd();
  }

  /** Nothing that was kept before this life says that the step, or this try of it, was over. */
  private auditStart(line: Line): void {
    const { history, path } = this;
    this.numbers.count('task runs');
    const kept = history.kept.events.slice(0, history.keptBefore(line.life));
    const over = kept.find((event) => this.isOver(event, line.attempt));
    if (over !== undefined) {
      history.break(`ran ${path} in life ${line.life}, though a caller was told event ${over.seq} before`, {
        line,
        over,
      });
    }
    const retrying = this.events.find((event) => event.type === 'step_retrying' && event.attempt === line.attempt - 1);
    if (retrying?.type !== 'step_retrying') return;
    // The try before that is kept may be a later one than the try before this run, which a kill took away.
    if (timeOf(retrying) > (history.endOf(line) ?? Number.POSITIVE_INFINITY)) return;
    const early = timeOf(retrying) + retrying.delay_ms - line.at;
    if (early > 5) history.break(`began try ${line.attempt} of ${path} ${early} ms too early`, { line, retrying });
  }

  private isOver(event: FlowEvent, attempt: number): boolean {
    if (event.step_id === null) return event.type !== 'flow_started';
    if (event.path !== this.path) return placeOf(event.path) > placeOf(this.path);
    if (event.type === 'step_retrying') return event.attempt >= attempt;
    return ENDS.includes(event.type);
  }

  /** @param before what the step's task wrote last before it was started again */
  private auditSuccession(before: Line, start: Line): void {
    const { history, path, numbers } = this;
    const evidence = { before, start };
    if (start.attempt === before.attempt + 1 && before.phase === 'failed') return;
    if (start.attempt > before.attempt) history.break(`left out a try of ${path}, or the end of one`, evidence);
    if (start.life === before.life && start.process === before.process)
      history.break(`ran ${path} twice in one life`, evidence);
    numbers.count('task runs that a kill made necessary again');
    if (before.phase === 'start' && start.attempt === before.attempt) return;
    const ended = history.endOf(before);
    const lost = (ended ?? start.at) - before.at;
    if (lost > KEPT_WITHIN) history.break(`ran ${path} again, which had ended ${lost} ms before the kill`, evidence);
    numbers.count('of them, ended but not yet kept at the kill');
    numbers.highest('ms from the end of such a task to the kill at most', lost);
  }

  /** What is kept of the step's end is the end of its last run. */
  private auditEnd(): void {
    const { history, path, events } = this;
    const last = this.lines.at(-1);
    const end = events.at(-1);
    if (end?.type === 'step_completed') {
      if (last?.phase !== 'done') history.break(`completed ${path}, whose last run did not`, { end, last });
      const { outputs } = end;
      const shown = typeof outputs === 'object' && outputs !== null && 'nonce' in outputs ? outputs.nonce : last?.nonce;
      if (shown !== last?.nonce) history.break(`keeps another result of ${path} than its last run's`, { end, last });
    }
    if (end?.type === 'step_failed' && last?.attempt !== end.error.attempts) {
      history.break(`counts other tries of ${path} than were made`, { end, last });
    }
  }
}
