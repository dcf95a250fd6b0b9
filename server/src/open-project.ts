/** Loads a project, with all that its tasks run in, and keeps it as its files are. */
import type { Logger } from './engine/ports.ts';
import { Catalog } from './project/catalog.ts';
import { type Config, loadConfig } from './project/config.ts';
import { homeOf, type ProjectLocation } from './project/discover.ts';
import { HotReload } from './project/hot-reload.ts';
import { projectRoot } from './project/library.ts';
import { loadFlows } from './project/load-flows.ts';
import { ReadCache } from './project/read-cache.ts';
import { BlockingWatch } from './tasks/blocking-watch.ts';
import { FreshModules } from './tasks/fresh-modules.ts';
import { TaskThreads } from './tasks/task-threads.ts';

export interface ProjectOptions {
  readonly location: ProjectLocation;
  readonly hotReload?: boolean;
  readonly blockingThreshold?: number;
}

export interface OpenProject {
  readonly config: Config;
  readonly catalog: Catalog;
  close(): Promise<void>;
}

/** @throws ProjectError if there is nothing to load */
export async function openProject(options: ProjectOptions, logger: Logger): Promise<OpenProject> {
  const { location, hotReload = false, blockingThreshold } = options;
  const config = loadConfig(location);
  const threads = new TaskThreads(logger);
  const watch = new BlockingWatch(logger, blockingThreshold);
  const host = { threads, watch };
  const opened: (() => unknown)[] = [() => watch.close(), () => threads.close()];
  const close = async (): Promise<void> => {
    for (const end of opened) await end();
  };
  try {
    if (!hotReload || config.production) {
      if (hotReload) logger.warn({}, 'hot reload is off: NODE_ENV is production');
      return { config, catalog: new Catalog(await loadFlows(location, config, host)), close };
    }
    const modules = new FreshModules(projectRoot(homeOf(location)));
    opened.unshift(() => modules.close());
    const loading = { ...host, modules, cache: new ReadCache(modules) };
    const catalog = new Catalog(await loadFlows(location, config, loading));
    const reload = await HotReload.start({ location, config, catalog, options: loading, logger });
    opened.unshift(() => reload.close());
    return { config, catalog, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
