/** How far the tasks of flows are. */
import { DIAGNOSTICS } from '@flowlang/openapi/language';
import type { TaskListing } from '../tasks/registry.ts';
import { implementationProgress } from './catalog.ts';
import { discover, type ProjectLocation, rootOf } from './discover.ts';
import { tasksOf } from './flow-tasks.ts';
import { type FlowReading, readFlows } from './read-flows.ts';

export interface FlowStatus {
  readonly flow: string;
  readonly file: string;
  /** Absent for a flow with mistakes: which tasks it names is not certain. */
  readonly tasks?: readonly TaskListing[];
  /** The first of its mistakes, with its file. */
  readonly problem?: string;
}

/** @throws ProjectError if there is no flow */
export async function readStatus(location: ProjectLocation): Promise<readonly FlowStatus[]> {
  const root = rootOf(location);
  const readings = await readFlows(await discover(location), { base: process.cwd(), folder: root });
  return readings.map(statusOf);
}

export function statusOf(reading: FlowReading): FlowStatus {
  const { checked, obstacles, source } = reading;
  const { file } = source;
  const found = [...obstacles, ...checked.diagnostics.map((diagnostic) => ({ diagnostic, source }))];
  const first = found.find(({ diagnostic }) => DIAGNOSTICS[diagnostic.code].severity === 'error');
  if (checked.ok && first === undefined) return { flow: checked.flow.name, file, tasks: tasksOf(checked, reading) };
  const flow = checked.ok ? checked.flow.name : (checked.name ?? file);
  return { flow, file, problem: `${first?.source.file ?? file}: ${first?.diagnostic.message ?? 'it cannot be read'}` };
}

/** `3/10 (30.0%)` of all these flows. */
export function progressOf(flows: readonly FlowStatus[]): string {
  const tasks = flows.flatMap((flow) => flow.tasks ?? []);
  return implementationProgress(tasks.length, tasks.filter((task) => task.implemented).length);
}
