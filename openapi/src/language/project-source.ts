import type { TaskSignature } from './flow-types.ts';
import type { ParsedSource } from './parse-source.ts';

/** A file of the project, and what is known of it beside its text. */
export interface ProjectSource {
  readonly parsed: ParsedSource;
  /** Its place in the project, relative to the root and with slashes, by which subflows are found. */
  readonly path: string;
  /** What its own tasks file says. Without one, a flow that another runs uses the tasks of that one. */
  readonly tasks?: ReadonlyMap<string, TaskSignature> | undefined;
  /** A task that `tasks` does not have is an error. */
  readonly requireTasks?: boolean | undefined;
  /** False for what is there for others to run. */
  readonly isServed?: boolean | undefined;
  /** What else keeps it from running, as a message says it: `flow.ts does not load`. */
  readonly brokenBy?: string | undefined;
}
