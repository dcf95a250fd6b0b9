/** Reads the flow that is tested, with its tasks behind a stand-in. */
import { dirname, join } from 'node:path';
import { allSteps, awaitedNames, DIAGNOSTICS, type Flow, formatDiagnostic } from '@flowlang/openapi';
import { createPlan } from '../engine/plan.ts';
import type { Plan } from '../engine/planned.ts';
import { ProjectError } from '../errors.ts';
import { tasksFileIn } from '../project/discover.ts';
import { tasksOf } from '../project/flow-tasks.ts';
import { type FlowReading, readFlows } from '../project/read-flows.ts';
import { defineTasks, type TaskMap } from '../tasks/define-task.ts';
import { TaskRegistry } from '../tasks/registry.ts';
import { coverageOf } from './coverage/gather.ts';
import type { StandIn } from './stand-in.ts';

export interface LoadedFlow {
  readonly plan: Plan;
  /** What the flow, and those that it runs, name. */
  readonly tasks: readonly string[];
  /** The names of its outputs, and of those of its `exit` steps. */
  readonly outputs: readonly string[];
  /** What their steps wait for; undefined where that may be any event. */
  readonly events: readonly string[] | undefined;
}

/** @param tasks the tasks themselves, or the path of their file. @throws ProjectError that shows what is wrong */
export async function loadFlow(
  flowFile: string,
  tasks: TaskMap | string | undefined,
  standIn: StandIn,
): Promise<LoadedFlow> {
  const host = { around: standIn.around };
  const dir = dirname(flowFile);
  const tasksFile = typeof tasks === 'string' ? tasks : (tasksFileIn(dir) ?? join(dir, 'flow.ts'));
  const given = typeof tasks === 'object' && new TaskRegistry(defineTasks(tasks), undefined, host);
  const [reading] = await readFlows([{ dir, flowFile, tasksFile }], {
    base: process.cwd(),
    folder: dir,
    host,
    ...(given && { given: new Map([[flowFile, given]]) }),
  });
  if (reading === undefined) throw new ProjectError(`${flowFile} cannot be read.`);
  return planOf(reading, standIn);
}

function planOf(reading: FlowReading, standIn: StandIn): LoadedFlow {
  const { checked, obstacles, source, tasks, tasksOfFile } = reading;
  const findings = [...obstacles, ...checked.diagnostics.map((diagnostic) => ({ diagnostic, source }))];
  const errors = findings.filter(({ diagnostic }) => DIAGNOSTICS[diagnostic.code].severity === 'error');
  if (!checked.ok || errors.length > 0) {
    const frames = errors.map((one) => formatDiagnostic(one.diagnostic, one.source));
    throw new ProjectError(`${source.file} cannot be run:\n\n${frames.join('\n\n')}\n`);
  }
  const plan = createPlan(checked, standIn.tasksOf(tasks), (file) => {
    const own = tasksOfFile(file);
    return own && standIn.tasksOf(own);
  });
  return {
    plan: coverageOf(plan, checked, source.file, (file) => reading.sourceOf(file)?.parsed.source.text),
    tasks: tasksOf(checked, reading).map(({ name }) => name),
    outputs: outputsOf(checked.flow),
    events: awaitedNames(checked),
  };
}

function outputsOf(flow: Flow): readonly string[] {
  const exits = [...allSteps(flow)].flatMap((step) => (step.kind === 'exit' ? (step.outputs?.entries ?? []) : []));
  return [...new Set([...flow.outputs.map(({ name }) => name), ...exits.map(({ key }) => key)])];
}
