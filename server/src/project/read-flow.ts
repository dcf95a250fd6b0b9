/** Reads one flow: its file, its tasks, and what the checker says of both. */
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { type CheckResult, checkFlow, type Diagnostic, type FlowSource } from '@flowlang/openapi';
import { TasksFileError } from '../tasks/load-failure.ts';
import { loadTasks } from '../tasks/load-tasks.ts';
import { TaskRegistry } from '../tasks/registry.ts';
import type { FlowFiles } from './discover.ts';

/** A diagnostic and the text that it is about, which may be that of a tasks file. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly source: FlowSource;
}

/** What is known of a flow before it is seen beside the others. */
export interface FlowReading {
  readonly files: FlowFiles;
  readonly source: FlowSource;
  readonly tasks: TaskRegistry;
  /** Problems outside of the flow's text: the flow cannot be served, however good it is. */
  readonly obstacles: readonly Finding[];
  readonly checked: CheckResult;
}

export interface ReadOptions {
  /** A task that the tasks file does not have is an error, and not only missing. */
  readonly requireTasks?: boolean;
}

/** Paths in all messages are relative to `root`. */
export async function readFlow(files: FlowFiles, root: string, options: ReadOptions = {}): Promise<FlowReading> {
  const flow = await readSource(files.flowFile, root);
  const tasks = await readTasks(files.tasksFile, root);
  // What is wrong with the text is found in any case: nobody wants to mend a file twice.
  const known = tasks.obstacles.length === 0 ? { ...options, tasks: tasks.registry.signatures() } : {};
  return {
    files,
    source: flow.source,
    tasks: tasks.registry,
    obstacles: [...flow.obstacles, ...tasks.obstacles],
    checked: checkFlow(flow.source, known),
  };
}

async function readSource(path: string, root: string) {
  const file = shownPath(path, root);
  try {
    return { source: { file, text: await readFile(path, 'utf8') }, obstacles: [] };
  } catch (error) {
    const source = { file, text: '' };
    const message = `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { source, obstacles: [finding('FL1001', source, message.replace(path, file))] };
  }
}

async function readTasks(path: string | undefined, root: string) {
  try {
    return { registry: path === undefined ? new TaskRegistry() : await loadTasks(path), obstacles: [] };
  } catch (error) {
    if (!(error instanceof TasksFileError)) throw error;
    return { registry: new TaskRegistry(), obstacles: [await explain(error, root)] };
  }
}

async function explain(error: TasksFileError, root: string): Promise<Finding> {
  const text = await readFile(error.file, 'utf8').catch(() => '');
  const source = { file: shownPath(error.file, root), text };
  const message = error.problem.replaceAll(root + sep, '');
  return finding('FL1602', source, message, error.hint, offsetOf(text, error.line, error.column));
}

function finding(code: Diagnostic['code'], source: FlowSource, message: string, hint?: string, offset = 0): Finding {
  const range = { start: offset, end: offset };
  return { source, diagnostic: { code, range, message, ...(hint !== undefined && { hint }) } };
}

function offsetOf(text: string, line = 1, column = 1): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((length, one) => length + one.length + 1, 0) + column - 1;
}

/** With slashes on every system: it stands in messages and in the API. */
function shownPath(path: string, root: string): string {
  // Node names what a tasks file imports by its real path; the root may have been given by another one.
  const base = path.startsWith(root + sep) ? root : realpathSync(root);
  return relative(base, path).split(sep).join('/');
}
