/** What a retry takes over from the execution that failed. */
import type { FlowEvent } from '@flowlang/openapi';
import { History } from './history.ts';
import type { Fact } from './journal.ts';

/**
 * The ends of the steps that are not to be run again: those that were completed, and failures whose `on_error` has reacted to
 * them. Where that failed itself, the step begins anew, and the whole of the reaction with it. Steps of a flow's own
 * `on_error` and `on_cancel` are not taken over: they react to how the whole flow ends, and it may end differently now.
 */
export function factsForRetry(events: readonly FlowEvent[], facts: readonly Fact[]): readonly Fact[] {
  const history = new History(events, facts);
  const paths = new Set([...events.flatMap(pathOf), ...facts.flatMap((fact) => ('path' in fact ? [fact.path] : []))]);
  const anew = facts.flatMap((fact) => (fact.kind === 'unhandled' ? [fact.path] : []));
  const isAnew = (path: string): boolean =>
    ofTheFlow(path) || anew.some((one) => path === one || path.startsWith(`${one}.on_error[`));
  return [...paths].flatMap((path): readonly Fact[] => {
    const end = history.step(path)?.end;
    if (end === undefined || isAnew(path)) return [];
    if (end.kind === 'completed') return [{ kind: 'completed', path, result: end.result }];
    return end.handled ? [{ kind: 'failed', path, error: end.error, handled: true }] : [];
  });
}

function pathOf(event: FlowEvent): readonly string[] {
  return event.step_id === null ? [] : [event.path];
}

function ofTheFlow(path: string): boolean {
  return /^on_(error|cancel)\[|\.flow\.on_(error|cancel)\[/.test(path);
}
