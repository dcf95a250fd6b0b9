/** Whose results a step was given, and what the execution answered with: always those of the runs that count. */
import { isTerminal, type Json } from '@flowlang/openapi';
import type { Line } from '../flows/record.ts';
import type { History } from './history.ts';

/** @param line all executions of a line of retries, in the order in which they began */
export function auditResults(line: readonly History[]): void {
  const lines = line.flatMap((history) => [...history.lines.values()].flat());
  const done = lines.filter((one) => one.phase === 'done');
  /** Of each key, the result that counts. */
  const last = new Map(done.map((one) => [one.key, one.nonce]));
  const keys = new Map(done.map((one) => [one.nonce, one.key]));
  const counts = (nonce: string): boolean => last.get(keys.get(nonce) ?? '') === nonce;

  for (const history of line) {
    for (const nonce of outputsOf(history)) {
      if (!counts(nonce)) history.break(`answers with ${nonce}, which does not count`, { of: keys.get(nonce) });
    }
    for (const start of decidingStarts(history)) {
      const wrong = start.from?.find((nonce) => !counts(nonce));
      if (wrong !== undefined) history.break(`gave ${start.key} a result that does not count`, { start, wrong });
    }
  }
  auditRetries(line);
}

/** The last start of each step that ended well: only what it was given has gone on. */
function decidingStarts(history: History): Line[] {
  const completed = new Set<string>();
  const known = new Set<string>();
  for (const event of history.kept.events) {
    if (event.step_id === null) continue;
    known.add(event.path);
    if (event.type === 'step_completed') completed.add(event.path);
  }
  return [...history.lines].flatMap(([key, lines]) => {
    const path = key.slice(history.root.length + 1);
    const isSilent = !known.has(path) && history.last.type === 'flow_completed';
    const start = lines.findLast((line) => line.phase === 'start');
    return start !== undefined && (completed.has(path) || isSilent) ? [start] : [];
  });
}

function outputsOf(history: History): string[] {
  const { last } = history;
  return last.type === 'flow_completed' ? noncesIn(last.outputs) : [];
}

const NONCE = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;

function noncesIn(value: Json): string[] {
  if (typeof value === 'string') return NONCE.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(noncesIn) : [];
}

/** A retry runs nothing that an execution before it has completed. */
function auditRetries(line: readonly History[]): void {
  for (const [index, history] of line.entries()) {
    for (const before of line.slice(0, index)) {
      for (const [key, lines] of history.lines) {
        const path = key.slice(history.root.length + 1);
        if (!isCompleted(before, key, path)) continue;
        history.break(`took up ${before.kept.id}, and ran ${path} again`, { before: before.lines.get(key), lines });
      }
    }
  }
}

function isCompleted(history: History, key: string, path: string): boolean {
  const end = history.kept.events.findLast(
    (event) => !isTerminal(event) && event.step_id !== null && event.path === path,
  );
  return end === undefined ? history.lines.get(key)?.at(-1)?.phase === 'done' : end.type === 'step_completed';
}
