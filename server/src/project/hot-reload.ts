/**
 * Puts edits in force while the server runs. What is better, or as good, is served at once; what is worse is looked at again
 * a moment later, since editors and programs write files in parts, and then the version before it stays in force.
 */
import { relative, sep } from 'node:path';
import type { Logger } from '../engine/ports.ts';
import { ProjectError } from '../errors.ts';
import type { Catalog, Snapshot } from './catalog.ts';
import type { Config } from './config.ts';
import { homeOf, type ProjectLocation, rootOf } from './discover.ts';
import { type LoadOptions, loadFlows } from './load-flows.ts';
import { brokenProject, nextSnapshot } from './next-snapshot.ts';
import type { ReadCache } from './read-cache.ts';
import { tellChanges } from './tell-changes.ts';
import { type ProjectWatch, watchProject } from './watch-project.ts';

/** Milliseconds after which what is broken counts as meant. */
const SETTLE = 120;

export interface ReloadedProject {
  readonly location: ProjectLocation;
  readonly config: Config;
  readonly catalog: Catalog;
  readonly options: LoadOptions & { readonly cache: ReadCache };
  readonly logger: Logger;
}

export class HotReload {
  private readonly project: ReloadedProject;
  private readonly saved = new Set<string>();
  /** Of edits that are not in force: they are looked at once more. */
  private readonly unsettled = new Set<string>();
  private readonly added = new Set<string>();
  private watch: ProjectWatch | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isClosed = false;
  /** What the log has told of. */
  private told: Snapshot;

  private constructor(project: ReloadedProject) {
    this.project = project;
    this.told = project.catalog.snapshot;
  }

  static async start(project: ReloadedProject): Promise<HotReload> {
    const { location, config, logger } = project;
    const reload = new HotReload(project);
    const { poll } = config;
    reload.watch = await watchProject(location, (files) => reload.take(files), {
      poll,
      onProblem: (message) => logger.error({}, message),
    });
    reload.watchElsewhere();
    const how = reload.watch.polls
      ? 'an edit takes effect within a second (files are looked at again and again: FLOWLANG_POLL is set, or this is a network drive)'
      : 'an edit takes effect when it is saved';
    logger.info({ folder: homeOf(location) }, `hot reload is on: ${how}`);
    // What was saved between the reading of the files and the beginning of the watch, no event tells of.
    reload.take(project.options.cache.paths);
    return reload;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.watch?.close();
    await this.running;
  }

  private take(files: readonly string[]): void {
    for (const file of files) this.saved.add(file);
    this.begin(false);
  }

  private begin(isFinal: boolean): void {
    clearTimeout(this.timer);
    if (this.isClosed || this.running !== undefined) return;
    this.running = this.run(isFinal).finally(() => {
      this.running = undefined;
      if (this.saved.size > 0) this.begin(false);
    });
  }

  private async run(isFinal: boolean): Promise<void> {
    const begun = performance.now();
    const { options, logger } = this.project;
    const files = [...new Set([...this.saved, ...this.unsettled])];
    this.saved.clear();
    try {
      await options.cache.renew(files);
      const isUnsettled = await this.load(isFinal);
      this.unsettled.clear();
      if (isUnsettled) for (const file of files) this.unsettled.add(file);
      if (isUnsettled) this.timer = setTimeout(() => this.begin(true), SETTLE);
      this.watchElsewhere();
      this.tell(files, performance.now() - begun);
    } catch (err) {
      logger.error({ err }, 'an edit could not be put in force; what was served before goes on');
    }
  }

  /** Answers whether something is to be looked at again. */
  private async load(isFinal: boolean): Promise<boolean> {
    const { location, config, catalog, options } = this.project;
    try {
      const loaded = await loadFlows(location, config, options);
      const { snapshot, isUnsettled } = nextSnapshot(catalog.snapshot, loaded, isFinal);
      catalog.replace(snapshot);
      return isUnsettled;
    } catch (thrown) {
      if (!(thrown instanceof ProjectError)) throw thrown;
      // Callers are told, too: what this machine calls the folder is none of their business.
      const problem = thrown.message.replaceAll(rootOf(location), 'the project');
      if (isFinal) catalog.replace(brokenProject(catalog.snapshot, problem));
      return !isFinal;
    }
  }

  private tell(files: readonly string[], took: number): void {
    const { catalog, logger, location } = this.project;
    const shown = files.map((file) => relative(rootOf(location), file).split(sep).join('/'));
    tellChanges(this.told, catalog.snapshot, logger, { files: shown.slice(0, MOST_SHOWN), ms: Math.round(took) });
    this.told = catalog.snapshot;
  }

  /** What flows import, or run, from folders that are not watched as a whole. */
  private watchElsewhere(): void {
    const { location, options } = this.project;
    const folders = [homeOf(location), rootOf(location)];
    const isElsewhere = (file: string) => folders.every((folder) => !file.startsWith(folder + sep));
    const files = options.cache.paths.filter((file) => isElsewhere(file) && !this.added.has(file));
    for (const file of files) this.added.add(file);
    if (files.length > 0) this.watch?.add(files);
  }
}

const MOST_SHOWN = 5;
