/** What was read of a project, so that after an edit only what it touches is read and checked anew. */
import { readFile } from 'node:fs/promises';
import { CheckMemory } from '@flowlang/openapi/language';
import { type FreshModules, realPath } from '../tasks/fresh-modules.ts';
import type { TaskRegistry } from '../tasks/registry.ts';
import type { ServableFlow } from './catalog.ts';
import type { ReadFile, ReadTasks } from './read-flow.ts';

export class ReadCache {
  readonly checks = new CheckMemory();
  private readonly modules: FreshModules;
  private readonly files = new Map<string, Promise<ReadFile>>();
  /** By their real paths, as modules are. */
  private readonly tasks = new Map<string, Promise<ReadTasks>>();
  /** The last ones that loaded. */
  private readonly loaded = new Map<string, TaskRegistry>();
  /** The flows that could be served the last time, by their files. */
  flows: ReadonlyMap<string, ServableFlow> = new Map();

  constructor(modules: FreshModules) {
    this.modules = modules;
  }

  /** All that was looked at. */
  get paths(): readonly string[] {
    return [...this.files.keys(), ...this.tasks.keys(), ...this.modules.files];
  }

  file(path: string, read: () => Promise<ReadFile>): Promise<ReadFile> {
    return remembered(this.files, path, read);
  }

  tasksOf(path: string, read: () => Promise<ReadTasks>): Promise<ReadTasks> {
    const key = realPath(path);
    this.modules.adopt(key);
    return remembered(this.tasks, key, async () => {
      const tasks = await read();
      if (tasks.obstacles.length === 0) this.loaded.set(key, tasks.registry);
      return tasks;
    });
  }

  /** The tasks of a file as they were before an edit broke it, if it did. */
  lastTasks(path: string): TaskRegistry | undefined {
    return this.loaded.get(realPath(path));
  }

  /** These files were saved, or came, or went: what follows from them is read anew when it is asked for. */
  async renew(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.map((path) => this.renewFile(path)));
    const saved = new Set(paths.map(realPath));
    const renewed = this.modules.renew(saved);
    for (const path of this.tasks.keys()) {
      // One that was not there when it was to be loaded is no module yet.
      if (renewed.has(path) || (saved.has(path) && !this.modules.has(path))) this.tasks.delete(path);
    }
  }

  /** A save that changes nothing is none. */
  private async renewFile(path: string): Promise<void> {
    const known = await this.files.get(path);
    if (known === undefined) return;
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined || known.obstacles.length > 0 || text !== known.parsed.source.text) this.files.delete(path);
  }
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return value;
}
