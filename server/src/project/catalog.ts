/** The flows as they are served: a Snapshot is made whole by load-flows, never changed, and replaced whole. */
import type { CheckedFlow, LocatedDiagnostic, OpenApiDocument } from '@flowlang/openapi';
import type { Plan } from '../engine/planned.ts';
import type { Tasks } from '../engine/ports.ts';
import type { TaskListing } from '../tasks/registry.ts';

/** @throws TasksFileError if they do not load */
export type TasksOfFile = (file: string) => Promise<Tasks | undefined>;

/** All that a request needs of the project. An execution keeps the one that it began with. */
export interface Snapshot {
  /** By name, in the order of the names. */
  readonly flows: ReadonlyMap<string, LoadedFlow>;
  /** The contract of the flows that are not invalid. */
  readonly document: OpenApiDocument;
  /** The tasks that there are now for the flow of a file, also where its text has errors, or is gone. */
  readonly tasksOfFile: TasksOfFile;
  /** By the names of flows: edits that are not in force, since they would break what is served. */
  readonly broken: ReadonlyMap<string, BrokenEdit>;
}

/** What is wrong with the files of a flow, whose version from before is served. */
export interface BrokenEdit {
  /** `flow.yaml:3:5 FL1001`. */
  readonly place: string;
  readonly problem: string;
  readonly diagnostics: readonly LocatedDiagnostic[];
  /** For a terminal. */
  readonly frames: string;
}

export type LoadedFlow = ServableFlow | InvalidFlow;

/** A flow without errors. Only one that is `ready` starts; the other has tasks that are not implemented. */
export interface ServableFlow extends CheckedFlow {
  readonly state: 'ready' | 'incomplete';
  readonly name: string;
  readonly dir: string;
  /** The flow file, relative to the project's root. */
  readonly file: string;
  readonly plan: Plan;
  /** Those that the flow and the flows it runs name, in the order in which they do, each once. */
  readonly tasks: readonly TaskListing[];
  /** The names of the tasks that are not implemented, or not there. */
  readonly pendingTasks: readonly string[];
  /** Warnings. */
  readonly diagnostics: readonly LocatedDiagnostic[];
}

/** A flow with errors, or whose tasks file does not load. It is shown, and does not start. */
export interface InvalidFlow {
  readonly state: 'invalid';
  /** The flow's name if it can be read, else its folder's; made to differ from all others. */
  readonly name: string;
  readonly dir: string;
  readonly file: string;
  readonly diagnostics: readonly LocatedDiagnostic[];
  /** The diagnostics with the source text that they are about, for a terminal. */
  readonly frames: string;
}

/** Holds the Snapshot that is in force. */
export class Catalog {
  private current: Snapshot;

  constructor(snapshot: Snapshot) {
    this.current = snapshot;
  }

  get snapshot(): Snapshot {
    return this.current;
  }

  replace(snapshot: Snapshot): void {
    this.current = snapshot;
  }
}

/** How many of the tasks are there: `1/2 (50.0%)`. */
/** Those that are not implemented; where one only has another name in the tasks file, with that. */
export function pendingText(tasks: readonly TaskListing[]): string {
  const pending = tasks.filter(({ implemented }) => !implemented);
  return pending
    .map(({ name, nearest }) => (nearest === undefined ? name : `${name} (${meant(name, nearest)})`))
    .join(', ');
}

function meant(name: string, nearest: string): string {
  const isCase = name.toLowerCase() === nearest.toLowerCase();
  return isCase ? `the tasks file has ${nearest}; names are case-sensitive` : `did you mean ${nearest}?`;
}

export function implementationProgress(total: number, implemented: number): string {
  const share = total === 0 ? 100 : (implemented / total) * 100;
  return `${implemented}/${total} (${share.toFixed(1)}%)`;
}
