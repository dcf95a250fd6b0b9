import type { Flow, Step, TaskStep } from '@flowlang/openapi';
import type { TaskListing, TaskRegistry } from '../tasks/registry.ts';

/** The tasks that a flow names, in the order in which its text does, each once. Those that `tasks` does not have count as not implemented. */
export function tasksOf(flow: Flow, tasks: TaskRegistry): readonly TaskListing[] {
  const known = new Map(tasks.list().map((task) => [task.name, task]));
  const steps = taskSteps(flow.steps).toSorted((a, b) => a.taskRange.start - b.taskRange.start);
  const names = new Set(steps.map((step) => step.task));
  return [...names].map((name) => known.get(name) ?? { name, implemented: false });
}

function taskSteps(steps: readonly Step[]): readonly TaskStep[] {
  return steps.flatMap((step) => [...(step.kind === 'task' ? [step] : []), ...taskSteps(stepsBelow(step))]);
}

function stepsBelow(step: Step): readonly Step[] {
  const handler = step.onError ?? [];
  switch (step.kind) {
    case 'task':
    case 'exit':
      return handler;
    case 'parallel':
      return [...step.branches.flat(), ...handler];
    case 'if':
      return [...step.then, ...step.else, ...handler];
    case 'switch':
      return [...step.cases.flatMap((one) => one.do), ...(step.default ?? []), ...handler];
    case 'for_each':
      return [...step.do, ...handler];
  }
}
