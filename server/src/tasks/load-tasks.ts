/** Loads the user's own code: `flow.ts` or `flow.js`, by Node's own type stripping, with no build step. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isTaskMap } from './define-task.ts';
import { explainExport, explainLoadFailure } from './load-failure.ts';
import { type TaskHost, TaskRegistry } from './registry.ts';

/**
 * Loads a tasks file. One that does not exist has no tasks: its flow is incomplete, not invalid.
 *
 * @param url of the version that is meant, where it is not the one in force
 * @throws TasksFileError (a ProjectError) that says where and what to write instead
 */
export async function loadTasks(file: string, host?: TaskHost, url?: string): Promise<TaskRegistry> {
  const path = resolve(file);
  if (url === undefined && !existsSync(path)) return new TaskRegistry();
  const module = await importFile(path, url);
  if (!isTaskMap(module['default'])) throw explainExport(path, 'default' in module);
  const registry = new TaskRegistry(module['default'], path, host);
  try {
    registry.signatures();
  } catch (error) {
    throw await explainLoadFailure(path, error);
  }
  return registry;
}

type Import = (url: string) => Promise<Readonly<Record<string, unknown>>>;

/** Node's own `import`. A test runner rewrites ours, and would read the file in another way than the server does. */
const NATIVE_IMPORT = 'data:text/javascript,export default (url) => import(url)';

async function importFile(path: string, url = pathToFileURL(path).href): Promise<Readonly<Record<string, unknown>>> {
  const native: { default: Import } = await import(NATIVE_IMPORT);
  try {
    return await native.default(url);
  } catch (error) {
    throw await explainLoadFailure(path, error);
  }
}
