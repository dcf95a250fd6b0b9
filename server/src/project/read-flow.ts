/** Reads one flow: its file and its tasks. What they mean beside others, read-flows says. */
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { type Diagnostic, type FlowSource, type ParsedSource, parseSource } from '@flowlang/openapi/language';
import { TasksFileError } from '../tasks/load-failure.ts';
import { loadTasks } from '../tasks/load-tasks.ts';
import { type TaskHost, TaskRegistry } from '../tasks/registry.ts';
import type { FlowFiles } from './discover.ts';

/** A diagnostic and the text that it is about, which may be that of a tasks file. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly source: FlowSource;
}

/** What was read of one flow. */
export interface ReadFile {
  readonly files: FlowFiles;
  readonly parsed: ParsedSource;
  /** That the file cannot be read. */
  readonly obstacles: readonly Finding[];
}

/** What was read of its tasks; without a tasks file, none. */
export interface ReadTasks {
  readonly registry: TaskRegistry;
  /** That the tasks file does not load. */
  readonly obstacles: readonly Finding[];
}

/**
 * Paths in all messages are relative to `base`.
 *
 * @param mended read in place of the file's own text: what it would be after a change
 */
export async function readFlowFile(files: FlowFiles, base: string, mended?: string): Promise<ReadFile> {
  const file = shownPath(files.flowFile, base);
  try {
    const text = mended ?? (await readFile(files.flowFile, 'utf8'));
    return { files, parsed: parseSource({ file, text }), obstacles: [] };
  } catch (error) {
    const source = { file, text: '' };
    const message = `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    const obstacle = finding('FL1001', source, message.replace(files.flowFile, file));
    return { files, parsed: parseSource(source), obstacles: [obstacle] };
  }
}

export async function readTasks({ tasksFile }: FlowFiles, base: string, host?: TaskHost): Promise<ReadTasks> {
  try {
    const registry = tasksFile === undefined ? new TaskRegistry() : await loadTasks(tasksFile, host);
    return { registry, obstacles: [] };
  } catch (error) {
    if (!(error instanceof TasksFileError)) throw error;
    return { registry: new TaskRegistry(), obstacles: [await explain(error, base)] };
  }
}

async function explain(error: TasksFileError, base: string): Promise<Finding> {
  const text = await readFile(error.file, 'utf8').catch(() => '');
  const source = { file: shownPath(error.file, base), text };
  const message = error.problem.replaceAll(base + sep, '');
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
export function shownPath(path: string, base: string): string {
  // Node names what a tasks file imports by its real path; the base may have been given by another one.
  const from = path.startsWith(base + sep) ? base : realpathSync(base);
  return relative(from, path).split(sep).join('/');
}
