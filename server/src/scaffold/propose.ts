/** What would be written, as changes of files; nothing is. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ProjectError } from '../errors.ts';
import { type FlowFiles, tasksFileIn } from '../project/discover.ts';
import { projectRoot } from '../project/library.ts';
import type { Packages } from '../templates/packages.ts';
import { apiFile, projectFiles } from '../templates/project-files.ts';
import { EMPTY_TASKS_FILE, type Merged, mergeTasks, tasksIn } from './merge-tasks.ts';
import { EMPTY_TESTS_FILE, mergeTests } from './merge-tests.ts';
import { casesFile, flowTestFile, testInputs } from './new-files.ts';
import { mergeReadme, newReadme } from './readme.ts';
import { PLAIN_NAMES, stubCode, type TaskStub } from './stub.ts';
import { type Understanding, understand } from './understand.ts';

export interface ScaffoldOptions {
  /** The folder of the flow's project. */
  readonly dir: string;
  /** It may lie elsewhere: then `scaffold` brings a copy of it. */
  readonly flowFile: string;
  /** How the project depends on `flowlang`, if it has to be said. Default: on this version, from the registry. */
  readonly packages?: Packages;
}

/** Whether a scaffold makes the package of the project, too. */
export function makesPackage({ dir }: ScaffoldOptions): boolean {
  return !isMember(dir) && !existsSync(inDir(dir, 'package.json'));
}

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  /** Undefined where there is no such file yet. */
  readonly before: string | undefined;
  readonly after: string;
  /** For a person: what is new in it. */
  readonly what: string;
  readonly executable?: boolean;
  /** The part of the file that it concerns was empty until now, and so is not stale. */
  readonly isFirst?: true;
}

/** Something that a person should know, or has to do. */
export interface Note {
  readonly path: string;
  readonly message: string;
  /** To be pasted where no place for it was found. */
  readonly code?: string;
}

export interface Proposal {
  readonly changes: readonly FileChange[];
  readonly notes: readonly Note[];
}

/** All the files of a flow that are not there yet. What is there stays as it is. */
export async function proposeScaffold({ dir, flowFile, packages }: ScaffoldOptions): Promise<Proposal> {
  const { files, understanding } = await study({ dir, flowFile });
  const { flow } = understanding;
  const present = inDir(dir, 'flow.yaml');
  const text = readFileSync(flowFile, 'utf8');
  const notes: Note[] = understanding.problem === undefined ? [] : [{ path: dir, message: understanding.problem }];
  if (present !== flowFile && existsSync(present) && readFileSync(present, 'utf8') !== text)
    notes.push({ path: present, message: 'it differs from the flow that was given, and is kept' });
  if (files.tasksFile !== undefined) {
    const { missing } = compare(files.tasksFile, understanding);
    const names = missing.map(({ name }) => name).join(', ');
    if (names !== '') notes.push({ path: files.tasksFile, message: `it is kept, without ${names}: update adds stubs` });
  }
  const info = { name: flow.name, description: flow.description, ...(packages !== undefined && { packages }) };
  const around = isMember(dir) ? [] : projectFiles(info);
  const wanted = [
    ...(present === flowFile ? [] : [{ path: 'flow.yaml', text }]),
    ...filesOfFlow(understanding, files.tasksFile),
    ...around,
  ];
  const missing = wanted.filter((file) => !existsSync(inDir(dir, file.path)));
  const changes = missing.map(({ path: name, text: after, ...rest }): FileChange => {
    return { path: inDir(dir, name), before: undefined, after, what: 'new', ...rest };
  });
  return { changes, notes };
}

/** Whether a project around the folder has what every project needs once; any other package.json above is none of ours. */
function isMember(dir: string): boolean {
  const root = projectRoot(dir);
  if (root === dir) return false;
  const manifest = path.join(root, 'package.json');
  return (
    path.basename(path.dirname(dir)) === 'flows' ||
    existsSync(path.join(root, 'project.yaml')) ||
    (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"flowlang"'))
  );
}

/** Adds to the files of a flow what is new in it. A flow without a tasks file gets all its files. */
export async function proposeUpdate(options: ScaffoldOptions): Promise<Proposal> {
  const { dir } = options;
  if (tasksFileIn(dir) === undefined) return proposeScaffold(options);
  const { files, understanding } = await study(options);
  const { tasksFile } = files;
  if (tasksFile === undefined) throw new ProjectError(`The tasks file of ${dir} is gone.`);
  const changes: FileChange[] = [];
  const notes: Note[] = [];
  const { problem } = understanding;
  if (problem !== undefined) notes.push({ path: tasksFile, message: problem });
  const { missing, kept } = compare(tasksFile, understanding);
  for (const name of kept)
    notes.push({ path: tasksFile, message: `${name} is kept, though no step names it any more` });
  for (const stub of understanding.outdated) {
    const message = `the stub of ${stub.name} does not fit the flow any more. It is kept; a new one would be`;
    notes.push({ path: tasksFile, message, code: `${stubCode(stub, PLAIN_NAMES, '')}\n` });
  }
  const merged = mergedTasks(tasksFile, missing, understanding);
  propose(tasksFile, merged, missing, changes, notes, (stub) => stubCode(stub, PLAIN_NAMES, ''));
  if (merged.problem === undefined) proposeTests(dir, tasksFile, missing, changes, notes);
  proposeReadme(dir, understanding, changes, notes);
  return { changes, notes };
}

interface Study {
  readonly files: FlowFiles;
  readonly understanding: Understanding;
}

async function study({ dir, flowFile }: ScaffoldOptions): Promise<Study> {
  const tasksFile = tasksFileIn(dir);
  const files = { dir, flowFile, ...(tasksFile !== undefined && { tasksFile }) };
  return { files, understanding: await understand(files, path.dirname(flowFile)) };
}

/** What the tasks file has too few, and what it has too many. */
function compare(tasksFile: string, { tasks, signatures }: Understanding) {
  const { names: own } = tasksIn(tasksFile, readFileSync(tasksFile, 'utf8'));
  const named = new Set(tasks.map(({ name }) => name));
  return {
    missing: tasks.filter(({ name }) => !own.has(name) && signatures?.has(name) !== true),
    kept: [...own].filter((name) => !named.has(name)),
  };
}

function mergedTasks(tasksFile: string, missing: readonly TaskStub[], { signatures }: Understanding): Merged {
  const text = readFileSync(tasksFile, 'utf8');
  if (missing.length > 0 && signatures === undefined && tasksIn(tasksFile, text).isPartial)
    return { problem: 'it takes tasks from elsewhere, and does not load, so that nobody knows which' };
  return mergeTasks(tasksFile, text, missing);
}

function propose(
  file: string,
  merged: Merged,
  stubs: readonly TaskStub[],
  changes: FileChange[],
  notes: Note[],
  code: (stub: TaskStub) => string,
): void {
  const names = stubs.map(({ name }) => name).join(', ');
  if (merged.problem !== undefined) {
    const message = `it is left as it is, since ${merged.problem}. Paste what it lacks`;
    notes.push({ path: file, message, code: `${stubs.map(code).join('\n')}\n` });
    return;
  }
  const before = readFileSync(file, 'utf8');
  if (merged.text !== before) changes.push({ path: file, before, after: merged.text, what: `adds ${names}` });
}

function proposeTests(
  dir: string,
  tasksFile: string,
  added: readonly TaskStub[],
  changes: FileChange[],
  notes: Note[],
): void {
  const file = inDir(dir, 'tests/tasks.test.ts');
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  const untested = added.filter(({ name }) => !mentions(text, name));
  const merged = mergeTests(file, text, untested, `../${path.basename(tasksFile)}`);
  propose(file, merged, untested, changes, notes, () => '');
}

/** A person may have written the test first. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name.replaceAll(/\W/g, '\\$&')}(?!\\w)`).test(text);
}

function proposeReadme(dir: string, understanding: Understanding, changes: FileChange[], notes: Note[]): void {
  const file = inDir(dir, 'README.md');
  if (!existsSync(file)) return;
  const before = readFileSync(file, 'utf8');
  const merged = mergeReadme(before, summaryOf(understanding));
  if (merged === 'edited') notes.push({ path: file, message: 'its section about the flow was edited, and is kept' });
  if (typeof merged === 'object' && merged.text !== before) {
    const { text: after, ...rest } = merged;
    changes.push({ path: file, before, after, what: 'shows the flow as it is', ...rest });
  }
}

function filesOfFlow(understanding: Understanding, present: string | undefined) {
  const { flow, types, tasks } = understanding;
  const tasksFile = present === undefined ? 'flow.ts' : path.basename(present);
  return [
    ...(present === undefined
      ? [{ path: tasksFile, text: whole(mergeTasks(tasksFile, EMPTY_TASKS_FILE, tasks)) }]
      : []),
    ...apiFile(),
    { path: 'README.md', text: newReadme(summaryOf(understanding)) },
    { path: 'test_inputs.json', text: testInputs(types) },
    {
      path: 'tests/tasks.test.ts',
      text: whole(mergeTests('tasks.test.ts', EMPTY_TESTS_FILE, tasks, `../${tasksFile}`)),
    },
    { path: 'tests/flow.test.ts', text: flowTestFile(`../${tasksFile}`) },
    { path: 'tests/fixtures/cases.yaml', text: casesFile(flow, types, tasks) },
  ];
}

function summaryOf({ flow, tasks, signatures }: Understanding) {
  const described = tasks.map(({ name, description }) => {
    return { name, description: signatures?.get(name)?.description ?? description };
  });
  return { flow, tasks: described };
}

/** Of a file of our own nothing can be in the way. */
function whole(merged: Merged): string {
  if (merged.problem !== undefined) throw new Error(`A new file cannot be written: ${merged.problem}`);
  return merged.text;
}

function inDir(dir: string, name: string): string {
  return path.join(dir, ...name.split('/'));
}
