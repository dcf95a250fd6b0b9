import type { CheckedFlow } from '@flowlang/openapi';
import { allSteps, type Flow } from '@flowlang/openapi/language';
import type { TaskListing, TaskRegistry } from '../tasks/registry.ts';

/** Where a flow finds its tasks, and those that it runs find theirs. */
export interface TaskSources {
  readonly tasks: TaskRegistry;
  /** Of a flow with a tasks file of its own. */
  readonly tasksOfFile: (file: string) => TaskRegistry | undefined;
}

/**
 * The tasks that a flow names, in the order in which its text does, and then those of the flows that it runs, each once.
 * Those that no tasks file has count as not implemented, and so does what comes from plugins: built-ins and connections.
 */
export function tasksOf(checked: CheckedFlow, { tasks, tasksOfFile }: TaskSources): readonly TaskListing[] {
  const listings = new Map<string, TaskListing>();
  const seen = new Set<CheckedFlow['types']>();
  const pending = [{ checked, tasks }];
  for (const each of pending) {
    const { flow, types } = each.checked;
    if (seen.has(types)) continue;
    seen.add(types);
    for (const listing of tasksIn(flow, each.tasks)) {
      const known = listings.get(listing.name);
      // Two flows may mean different tasks by one name: it is there if all of them are.
      if (known === undefined || (known.implemented && !listing.implemented)) listings.set(listing.name, listing);
    }
    for (const subflow of types.subflows.values()) {
      const own = subflow.hasOwnTasks ? tasksOfFile(subflow.file) : undefined;
      pending.push({ checked: subflow, tasks: own ?? each.tasks });
    }
  }
  return [...listings.values()];
}

function tasksIn(flow: Flow, tasks: TaskRegistry): readonly TaskListing[] {
  const known = new Map(tasks.list().map((task) => [task.name, task]));
  const called = [...allSteps(flow)].flatMap((step) => {
    if (step.kind === 'connection') return [{ at: step.builtinRange.start, listing: ofPlugin(step.builtin) }];
    if (step.kind !== 'task') return [];
    const task = { at: step.taskRange.start, listing: known.get(step.task) ?? missing(step.task, tasks) };
    const { connection } = step;
    return connection ? [task, { at: connection.range.start, listing: ofPlugin(connection.name) }] : [task];
  });
  return called.toSorted((a, b) => a.at - b.at).map(({ listing }) => listing);
}

function missing(name: string, tasks: TaskRegistry): TaskListing {
  const nearest = tasks.nearest(name);
  return { name, implemented: false, ...(nearest !== undefined && { nearest }) };
}

/** A built-in, or the connection that a task gets. */
function ofPlugin(name: string): TaskListing {
  return { name, implemented: false, description: 'Its plugin is not installed' };
}
