/**
 * A flow as the journal keeps it, so that an execution runs on with the flow it began with when its files have changed: the
 * texts that its plan is made of, and what its tasks said of themselves. Which functions the tasks are, is not kept: they
 * are those that are there when it goes on.
 */
import { createHash } from 'node:crypto';
import {
  allSteps,
  type CheckedFlow,
  checkProject,
  type Flow,
  type ProjectSource,
  parseSource,
  type TaskSignature,
  type ValueType,
} from '@flowlang/openapi';
import type { KeptPlan } from '../engine/journal.ts';
import { createPlan } from '../engine/plan.ts';
import type { Plan } from '../engine/planned.ts';
import type { Tasks } from '../engine/ports.ts';
import type { TasksOfFile } from './catalog.ts';

interface KeptFile {
  readonly file: string;
  readonly path: string;
  readonly text: string;
  /** Null for a flow without a tasks file of its own. */
  readonly tasks: { readonly [name: string]: KeptTask } | null;
}

interface KeptTask {
  readonly input?: ValueType;
  readonly output?: ValueType;
}

/** The file of the flow itself is the first. */
interface KeptFlow {
  readonly files: readonly KeptFile[];
}

/** @param sourceOf answers what was read of a file, by the name that messages know it by */
export function keptPlan(
  checked: CheckedFlow,
  file: string,
  sourceOf: (file: string) => ProjectSource | undefined,
): KeptPlan {
  const flows = flowsOf(checked, file);
  // Looked up now: a plan that held `sourceOf` would hold all other flows as they were when it was made.
  return keptText(flows, sourcesOf(flows.keys(), sourceOf));
}

function sourcesOf(
  files: Iterable<string>,
  sourceOf: (file: string) => ProjectSource | undefined,
): readonly ProjectSource[] {
  return [...files].flatMap((file) => sourceOf(file) ?? []);
}

function keptText(flows: ReadonlyMap<string, Flow>, sources: readonly ProjectSource[]): KeptPlan {
  let made: { readonly fingerprint: string; readonly text: string } | undefined;
  const make = (): typeof made & object => {
    if (made !== undefined) return made;
    const names = new Set([...flows.values()].flatMap(taskNames));
    const files = sources.map((source) => keep(source, names));
    const text = JSON.stringify({ files } satisfies KeptFlow);
    made = { text, fingerprint: fingerprintOf(text) };
    return made;
  };
  return {
    get fingerprint() {
      return make().fingerprint;
    },
    source: () => make().text,
  };
}

/**
 * @param tasksOf answers the tasks that there are now for a flow's file
 * @throws if this version of FlowLang does not take the flow any more
 */
export async function restorePlan(kept: string, tasksOf: TasksOfFile): Promise<Plan> {
  const { files } = JSON.parse(kept) as KeptFlow; // Written above.
  const sources = files.map(
    ({ file, path, text, tasks }, index): ProjectSource => ({
      parsed: parseSource({ file, text }),
      path,
      isServed: index === 0,
      ...(tasks !== null && { tasks: new Map(Object.entries(tasks).map(([name, task]) => [name, signature(task)])) }),
    }),
  );
  const [first] = sources;
  const checked = first && checkProject(sources).get(first.parsed);
  if (first === undefined || checked === undefined) throw new Error('nothing was kept of it');
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message ?? 'it is not valid');
  const now = new Map<string, Tasks>();
  for (const { file, tasks } of files) if (tasks !== null) now.set(file, (await tasksOf(file)) ?? NO_TASKS);
  const tasks = (file: string): Tasks => now.get(file) ?? NO_TASKS;
  return createPlan(checked, tasks(first.parsed.source.file), tasks, {
    fingerprint: fingerprintOf(kept),
    source: () => kept,
  });
}

const NO_TASKS: Tasks = { get: () => undefined };

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** The flow and those that it runs, on all levels, by their files. */
function flowsOf(checked: CheckedFlow, file: string): ReadonlyMap<string, Flow> {
  const flows = new Map([[file, checked.flow]]);
  const seen = new Set([checked.types]);
  for (const types of seen) {
    for (const subflow of types.subflows.values()) {
      flows.set(subflow.file, subflow.flow);
      seen.add(subflow.types);
    }
  }
  return flows;
}

function taskNames(flow: Flow): readonly string[] {
  return [...allSteps(flow)].flatMap((step) => (step.kind === 'task' ? [step.task] : []));
}

/** Of the tasks only those that some of the flows name: what else changes in the file is nothing to them. */
function keep({ parsed, path, tasks }: ProjectSource, names: ReadonlySet<string>): KeptFile {
  const { file, text } = parsed.source;
  const kept = tasks && [...tasks].filter(([name]) => names.has(name)).map(([name, task]) => [name, keepTask(task)]);
  return { file, path, text, tasks: kept === undefined ? null : Object.fromEntries(kept) };
}

function keepTask({ input, output }: TaskSignature): KeptTask {
  return { ...(input && { input }), ...(output && { output }) };
}

function signature(task: KeptTask): TaskSignature {
  return { implemented: true, ...task };
}
