/** What a retry takes over from the execution that failed. */
import type { FlowEvent } from '@flowlang/openapi';
import { History } from './history.ts';
import type { Fact } from './journal.ts';

/**
 * The ends of the steps that are not to be run again: those that were completed, and failures whose `on_error` was completed,
 * since that has reacted to them. Steps of the flow's own `on_error` and `on_cancel` are not among them: they react to how
 * the whole flow ends, and it may end differently now.
 */
export function factsForRetry(events: readonly FlowEvent[], facts: readonly Fact[]): readonly Fact[] {
  const history = new History(events, facts);
  const paths = new Set([...events.flatMap(pathOf), ...facts.flatMap((fact) => ('path' in fact ? [fact.path] : []))]);
  const hasFailed = (path: string): boolean => history.step(path)?.end?.kind === 'failed';
  const broken = [...paths].filter(
    (path) => (hasFailed(path) && !isHandled(path, paths)) || history.wasTold('step_cancelled', path),
  );
  // A failure whose reaction broke happens anew, and the whole of its reaction with it.
  const anew = [...paths].filter((path) => hasFailed(path) && broken.some((one) => isReaction(one, path)));
  const isKept = (path: string): boolean =>
    !ofTheFlow(path) && !anew.some((one) => path === one || isReaction(path, one));
  return [...paths].filter(isKept).flatMap((path): readonly Fact[] => {
    const end = history.step(path)?.end;
    if (end?.kind === 'completed') return [{ kind: 'completed', path, result: end.result }];
    if (end?.kind === 'failed' && isHandled(path, paths)) {
      return [{ kind: 'failed', path, error: end.error, handled: true }];
    }
    return [];
  });
}

function pathOf(event: FlowEvent): readonly string[] {
  return event.step_id === null ? [] : [event.path];
}

/** Something of its `on_error` was begun. */
function isHandled(path: string, paths: ReadonlySet<string>): boolean {
  return paths.has(`${path}.on_error[0]`);
}

/** Stands in the `on_error` of `failed`. */
function isReaction(path: string, failed: string): boolean {
  return path.startsWith(`${failed}.on_error[`);
}

function ofTheFlow(path: string): boolean {
  return /^(flow\.)?on_(error|cancel)\[|\.flow\.on_(error|cancel)\[/.test(path);
}
