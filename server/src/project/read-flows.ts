/** Reads flows with all that they run, and checks them beside each other. */
import {
  type CheckResult,
  checkProject,
  type FlowSource,
  type ProjectSource,
  subflowsOf,
} from '@flowlang/openapi/language';
import { type TaskHost, TaskRegistry } from '../tasks/registry.ts';
import type { FlowFiles } from './discover.ts';
import { findLibrary, projectRoot } from './library.ts';
import type { ReadCache } from './read-cache.ts';
import { type Finding, type ReadFile, type ReadTasks, readFlowFile, readTasks, shownPath } from './read-flow.ts';

/** What is known of a flow. */
export interface FlowReading {
  readonly files: FlowFiles;
  readonly source: FlowSource;
  readonly tasks: TaskRegistry;
  /** Problems outside of the flow's text: the flow cannot be served, however good it is. */
  readonly obstacles: readonly Finding[];
  readonly checked: CheckResult;
  /** Of a flow that it runs, if that has a tasks file of its own. */
  readonly tasksOfFile: (file: string) => TaskRegistry | undefined;
  /** What was read of any flow, by its file. */
  readonly sourceOf: (file: string) => ProjectSource | undefined;
}

export interface ReadOptions {
  /** The folder that paths in messages are relative to. */
  readonly base: string;
  /** The folder that was asked for: subflows are looked for in the project that it lies in. */
  readonly folder: string;
  /** A task that the tasks file does not have is an error, and not only missing. */
  readonly requireTasks?: boolean;
  /** Read in place of what is in the files, by their paths. */
  readonly texts?: ReadonlyMap<string, string>;
  /** In place of the tasks files of these flow files. */
  readonly given?: ReadonlyMap<string, TaskRegistry>;
  /** What was read before, where only some of it has changed. */
  readonly cache?: ReadCache | undefined;
  /** For whoever runs the tasks. */
  readonly host?: TaskHost | undefined;
}

/** Answers them in the same order. */
export async function readFlows(wanted: readonly FlowFiles[], options: ReadOptions): Promise<readonly FlowReading[]> {
  const served = await Promise.all(wanted.map((files) => readText(files, options)));
  const root = projectRoot(options.folder);
  const library = await readLibrary(served, root, options);
  const sources = [...served, ...library].map((file, index): [ReadFile, ProjectSource] => {
    const path = shownPath(file.files.flowFile, root);
    return [file, { parsed: file.parsed, path, isServed: index < served.length }];
  });
  const needed = new Set(subflowsOf(sources.map(([, source]) => source)));
  const members = await Promise.all(
    sources.map(async ([file, source]): Promise<Member> => {
      const isNeeded = source.isServed || needed.has(source.parsed);
      const given = options.given?.get(file.files.flowFile);
      const read = () => (given ? { registry: given, obstacles: [] } : readTasksOf(file.files, options));
      const tasks = isNeeded ? await read() : NO_TASKS;
      return { file, tasks, source: { ...source, ...surroundings(file.files, tasks, options) } };
    }),
  );
  return readingsOf(members, options.cache);
}

async function readText(files: FlowFiles, { base, texts, cache }: ReadOptions): Promise<ReadFile> {
  if (cache === undefined) return readFlowFile(files, base, texts?.get(files.flowFile));
  const known = await cache.file(files.flowFile, () => readFlowFile(files, base));
  // Its tasks file may have come, or gone, since.
  return { ...known, files };
}

async function readTasksOf(files: FlowFiles, { base, host, cache }: ReadOptions): Promise<ReadTasks> {
  const read = () => readTasks(files, base, host);
  return cache === undefined || files.tasksFile === undefined ? read() : cache.tasksOf(files.tasksFile, read);
}

interface Member {
  readonly file: ReadFile;
  readonly tasks: ReadTasks;
  readonly source: ProjectSource;
}

const NO_TASKS: ReadTasks = { registry: new TaskRegistry(), obstacles: [] };

/** Only a flow that runs others is a reason to look for them. */
async function readLibrary(
  served: readonly ReadFile[],
  root: string,
  options: ReadOptions,
): Promise<readonly ReadFile[]> {
  const callers = served.filter(({ parsed }) => parsed.subflows.length > 0);
  if (callers.length === 0) return [];
  const known = new Set(served.map(({ files }) => files.flowFile));
  const dirs = callers.map(({ files }) => files.dir);
  const found = (await findLibrary(root, dirs)).filter(({ flowFile }) => !known.has(flowFile));
  return Promise.all(found.map((files) => readText(files, options)));
}

function surroundings(
  { tasksFile }: FlowFiles,
  { registry, obstacles }: ReadTasks,
  { requireTasks }: ReadOptions,
): Omit<ProjectSource, 'parsed' | 'path'> {
  const [obstacle] = obstacles;
  // What is wrong with the text is found in any case: nobody wants to mend a file twice.
  if (obstacle !== undefined)
    return { brokenBy: `${obstacle.source.file} does not load: ${obstacle.diagnostic.message}` };
  return { requireTasks, ...(tasksFile !== undefined && { tasks: registry.signatures() }) };
}

function readingsOf(members: readonly Member[], cache: ReadCache | undefined): readonly FlowReading[] {
  const results = checkProject(
    members.map(({ source }) => source),
    cache?.checks,
  );
  const registries = new Map(members.map(({ source, tasks }) => [source.parsed.source.file, tasks.registry]));
  const tasksOfFile = (file: string): TaskRegistry | undefined => registries.get(file);
  const sources = new Map(members.map(({ source }) => [source.parsed.source.file, source]));
  const sourceOf = (file: string): ProjectSource | undefined => sources.get(file);
  return members.flatMap(({ file, tasks, source }) => {
    const checked = results.get(source.parsed);
    if (checked === undefined) return [];
    const obstacles = [...file.obstacles, ...tasks.obstacles];
    return [
      {
        files: file.files,
        source: source.parsed.source,
        tasks: tasks.registry,
        obstacles,
        checked,
        tasksOfFile,
        sourceOf,
      },
    ];
  });
}
