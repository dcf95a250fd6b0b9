/** The format of the cases; README.md describes it for readers. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../conformance/exchange.ts';
import type { TaskScripts } from './scripted-tasks.ts';

/** A sentence of the language, and a flow that proves it. */
export interface LanguageCase {
  /** A sentence; no two cases have the same. */
  readonly name: string;
  /** What the language says, shortly. */
  readonly says: string;
  /** The file that it stands in: a chapter of the language. */
  readonly chapter: string;
  /** The trap of the older FlowLang that it is about. */
  readonly trap?: string;
  /** The name that docs/language.md shows it by: `case=…`. */
  readonly doc?: string;
  readonly flow: string;
  /** Other files of the project by their paths; the flow itself is `main/flow.yaml` then. */
  readonly files?: Readonly<Record<string, string>>;
  readonly tasks?: TaskScripts;
  /** A task that the tasks file does not have is an error. */
  readonly tasks_required?: true;
  /** Scripts of other folders than the flow's. */
  readonly tasks_of?: Readonly<Record<string, TaskScripts>>;
  readonly inputs?: JsonObject;
  readonly actions?: readonly Action[];
  readonly result?: ExpectedResult;
  readonly events?: readonly unknown[];
  /** What is answered instead of a run. */
  readonly status?: number;
  readonly errors?: readonly unknown[];
  /** All of them; of a flow that runs these are warnings, and there are none without the key. */
  readonly diagnostics?: readonly unknown[];
  /** Schemas: what the document says of the flow's `inputs` and `outputs`. */
  readonly types?: { readonly inputs?: JsonObject; readonly outputs?: JsonObject };
}

/** Something that is done to the execution while it runs. */
export interface Action {
  /** The event after which it is done, in the notation of `events`. */
  readonly after: unknown;
  /** Cancels the execution; a text is the reason. */
  readonly cancel?: true | string;
  /** Name of the event that is delivered. */
  readonly deliver?: string;
  readonly payload?: unknown;
  /** What is answered; 202 without it. */
  readonly answers?: number;
}

/** Without `success` it is the `error` that says whether the flow failed. */
export interface ExpectedResult {
  readonly success?: boolean;
  readonly outputs?: unknown;
  readonly error?: JsonObject;
  readonly terminated?: true;
  readonly termination_reason?: string;
}

const KEYS = [
  ...['name', 'says', 'trap', 'doc', 'flow', 'files', 'tasks', 'tasks_of', 'inputs', 'actions', 'result', 'events'],
  ...['status', 'errors', 'diagnostics', 'types', 'tasks_required'],
];

const FOLDER = path.join(import.meta.dirname, 'cases');

/** All cases, in the order of their files. */
export function loadCases(): readonly LanguageCase[] {
  return globSync('*.yaml', { cwd: FOLDER })
    .sort()
    .flatMap((file) => {
      const written: unknown = parse(readFileSync(path.join(FOLDER, file), 'utf8'), { maxAliasCount: -1 });
      if (!Array.isArray(written)) throw new Error(`${file} is no list of cases`);
      return written.map((one) => readCase(one, path.basename(file, '.yaml')));
    });
}

/** Whether it is run, or only checked. */
export function isRun(one: LanguageCase): boolean {
  return one.result !== undefined || one.status !== undefined || one.types !== undefined;
}

function readCase(written: unknown, chapter: string): LanguageCase {
  const one = isObject(written) ? written : {};
  const { name, says, flow } = one;
  const label = `the case ${JSON.stringify(name)} of ${chapter}`;
  if (typeof name !== 'string' || typeof says !== 'string' || typeof flow !== 'string')
    throw new Error(`${label} needs the texts name, says and flow`);
  const unknown = Object.keys(one).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw new Error(`${label} has the unknown key ${unknown.join(', ')}`);
  const read = { ...one, name, says, flow, chapter } as LanguageCase; // Ours; a wrong shape fails the case.
  if (!isRun(read) && read.diagnostics === undefined) throw new Error(`${label} expects nothing`);
  return read;
}
