/** What the doctor looked at, and found. */
export type State =
  | 'good'
  /** To be thought of; nothing is broken. */
  | 'advice'
  /** To be mended: exit code 1. */
  | 'wrong'
  /** It was not looked at; `detail` says how it can be. */
  | 'open';

export interface Finding {
  readonly id: CheckId;
  readonly group: 'Environment' | 'Project' | 'Configuration' | 'Tests' | 'Operations';
  readonly title: string;
  readonly state: State;
  /** What it is, or what to do. */
  readonly detail: string;
  /** `--fix` mends it. */
  readonly fixable?: boolean;
}

export type CheckId =
  | 'node'
  | 'packages'
  | 'port'
  | 'flows'
  | 'tasks'
  | 'types'
  | 'files'
  | 'readme'
  | 'docker'
  | 'fresh'
  | 'env-example'
  | 'env-documented'
  | 'env'
  | 'ignored'
  | 'secrets'
  | 'task-tests'
  | 'flow-tests'
  | 'error-tests'
  | 'tests-pass'
  | 'connections'
  | 'journal'
  | 'server';

/** What is there to look at, read once. */
export interface Patient {
  /** The folder of the whole project. */
  readonly home: string;
  /** Names of the variables of the environment that is in force, `.env` included. */
  readonly variables: ReadonlySet<string>;
  readonly flows: readonly PatientFlow[];
  /** Why there are none. */
  readonly problem?: string;
  /** What people wrote: code, flows, tests; by paths that are relative to `home`. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface PatientFlow {
  readonly name: string;
  readonly dir: string;
  readonly flowFile: string;
  readonly file: string;
  readonly problem?: string;
  readonly tasks: readonly { readonly name: string; readonly implemented: boolean; readonly isTyped: boolean }[];
  readonly connections: readonly string[];
}

export function counted(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
