/** The pipeline, and the only one: files → parse → checkProject → plan → document → Snapshot. */
import { basename, dirname, join } from 'node:path';
import {
  buildDocument,
  formatDiagnostic,
  type LocatedDiagnostic,
  locate,
  type OpenApiDocument,
} from '@flowlang/openapi';
import { createPlan } from '../engine/plan.ts';
import { loadTasks } from '../tasks/load-tasks.ts';
import type { TaskHost } from '../tasks/registry.ts';
import type { InvalidFlow, LoadedFlow, ServableFlow, Snapshot } from './catalog.ts';
import type { Config } from './config.ts';
import { discover, type ProjectLocation, rootOf, tasksFileIn } from './discover.ts';
import { tasksOf } from './flow-tasks.ts';
import { keptPlan } from './kept-plan.ts';
import type { ReadCache } from './read-cache.ts';
import type { Finding } from './read-flow.ts';
import { type FlowReading, readFlows } from './read-flows.ts';

/** Where tasks run, and what is known of the project already. */
export interface LoadOptions extends TaskHost {
  readonly cache?: ReadCache;
}

/**
 * Loads all flows of a project. One with errors is in the Snapshot, too, as invalid: it holds up no other.
 *
 * @throws ProjectError if there is nothing to load
 */
export async function loadFlows(
  location: ProjectLocation,
  { redact }: Pick<Config, 'redact'>,
  { cache, ...host }: LoadOptions = {},
): Promise<Snapshot> {
  const root = rootOf(location);
  const found = await discover(location);
  const readings = await readFlows(found, { base: root, folder: root, host, cache });
  const loaded = readings.map((reading) => load(reading, redact, cache?.flows));
  const servable = loaded.filter((flow) => flow.state !== 'invalid');
  if (cache !== undefined) cache.flows = new Map(servable.map((flow) => [flow.file, flow]));
  const [first] = readings;
  return snapshotOf(loaded, async (file) => {
    const known = first?.tasksOfFile(file);
    if (known !== undefined && known.list().length > 0) return known;
    // Nothing runs the flow any more, but for an execution that began with it; or its tasks do not load any more.
    const tasksFile = tasksFileIn(dirname(join(root, file)));
    return tasksFile === undefined ? undefined : (cache?.lastTasks(tasksFile) ?? loadTasks(tasksFile, host));
  });
}

/** Of flows that may have the same names: those that can be served keep them. */
export function snapshotOf(
  loaded: readonly LoadedFlow[],
  tasksOfFile: Snapshot['tasksOfFile'],
  broken: Snapshot['broken'] = new Map(),
): Snapshot {
  const servable = loaded.filter((flow) => flow.state !== 'invalid');
  const invalid = nameApart(
    loaded.filter((flow) => flow.state === 'invalid'),
    servable,
  );
  const flows = [...servable, ...invalid].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  let document: OpenApiDocument | undefined;
  return {
    flows: new Map(flows.map((flow) => [flow.name, flow])),
    // Made when it is asked for: after an edit that takes longer than all else.
    get document() {
      document ??= buildDocument(servable);
      return document;
    },
    tasksOfFile,
    broken,
  };
}

type Redact = Config['redact'];

function load(reading: FlowReading, redact: Redact, known?: ReadonlyMap<string, ServableFlow>): LoadedFlow {
  const { files, source, checked } = reading;
  const before = known?.get(source.file);
  // Types are made by a check, and the check knew the flow, its tasks, and what it runs.
  if (checked.ok && reading.obstacles.length === 0 && before?.types === checked.types) return before;
  const own = checked.diagnostics.map((diagnostic) => ({ diagnostic, source }));
  const findings = [...reading.obstacles, ...own];
  const common = { dir: files.dir, file: source.file, diagnostics: findings.map((one) => located(one, redact)) };
  if (!checked.ok || reading.obstacles.length > 0) {
    const name = (checked.ok ? checked.flow.name : checked.name) ?? basename(files.dir);
    const frames = findings.map((one) => redact(formatDiagnostic(one.diagnostic, one.source))).join('\n\n');
    return { ...common, state: 'invalid', name, frames };
  }
  return { ...common, ...prepare(checked, reading) };
}

function located({ diagnostic, source }: Finding, redact: Redact): LocatedDiagnostic {
  const { message, hint, ...place } = locate(diagnostic, source);
  return { ...place, message: redact(message), ...(hint !== undefined && { hint: redact(hint) }) };
}

type Prepared = Omit<ServableFlow, 'dir' | 'file' | 'diagnostics'>;

function prepare(checked: FlowReading['checked'] & { ok: true }, reading: FlowReading): Prepared {
  const { flow, types } = checked;
  const tasks = tasksOf({ flow, types }, reading);
  const pendingTasks = tasks.filter((task) => !task.implemented).map((task) => task.name);
  const state = pendingTasks.length === 0 ? 'ready' : 'incomplete';
  const kept = keptPlan({ flow, types }, reading.source.file, reading.sourceOf);
  const plan = createPlan({ flow, types }, reading.tasks, reading.tasksOfFile, kept);
  return { state, name: flow.name, flow, types, plan, tasks, pendingTasks };
}

/** An invalid flow never takes a name from another one, least of all from one that works. */
function nameApart(invalid: readonly InvalidFlow[], servable: readonly ServableFlow[]): readonly InvalidFlow[] {
  const taken = new Set(servable.map((flow) => flow.name));
  return invalid.map((flow) => {
    let name = flow.name;
    for (let number = 2; taken.has(name); number++) name = `${flow.name}_${number}`;
    taken.add(name);
    return { ...flow, name };
  });
}
