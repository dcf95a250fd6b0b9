/** Tells when files of a project were saved: of the watcher's events only that something happened, and where. */
import { statfs } from 'node:fs/promises';
import { basename, relative, resolve, sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { homeOf, type ProjectLocation, rootOf } from './discover.ts';

export interface ProjectWatch {
  /** Files are looked at again and again, since nobody tells of changes. */
  readonly polls: boolean;
  /** Watches these files, too, which lie elsewhere; also those that are not there yet. */
  add(files: Iterable<string>): void;
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Look at the files again and again; on a network drive that is done in any case. */
  readonly poll?: boolean;
  /** Told what a person can do where files cannot be watched; nothing else is done about it. */
  readonly onProblem?: (message: string) => void;
}

/** Milliseconds of silence after which several saves, or the parts of one, are told of together. */
const QUIET = 15;

/** Milliseconds after which they are told of though there is no silence. */
const LONGEST = 100;

/** Milliseconds between two looks. */
const POLL_INTERVAL = 200;

/** What flows, their tasks and what these import are written in. Databases and logs in a project change all the time. */
const WATCHED = /\.(?:ya?ml|json|[cm]?[jt]s)$/;

/**
 * Calls `onChange` with the absolute paths of files that were changed, added or removed. A file may be named though nothing
 * is new in it. Resolves when the watch has begun.
 */
export async function watchProject(
  location: ProjectLocation,
  onChange: (files: readonly string[]) => void,
  { poll = false, onProblem }: WatchOptions = {},
): Promise<ProjectWatch> {
  // Loaded on demand: most starts watch nothing.
  const { watch } = await import('chokidar');
  const folders = [...new Set([homeOf(location), rootOf(location)])];
  const polls = poll || (await isElsewhere(rootOf(location)));
  const gathered = new Gathering(onChange);
  const watcher = watch(folders, {
    ignored: (path, stats) => isForeign(path, folders) || (stats?.isFile() === true && !WATCHED.test(path)),
    ignoreInitial: true,
    ignorePermissionErrors: true,
    usePolling: polls,
    interval: POLL_INTERVAL,
  });
  watcher.on('all', (_event, path) => gathered.add(resolve(path)));
  watcher.on('error', (thrown) => onProblem?.(explain(thrown)));
  await begun(watcher);
  return {
    polls,
    add: (files) => {
      watcher.add([...files]);
    },
    close: async () => {
      gathered.close();
      await watcher.close();
    },
  };
}

/** File systems whose changes are made by other machines: NFS, SMB, and the drives that a guest has of its host. */
const NETWORK = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x786f4256]);

async function isElsewhere(folder: string): Promise<boolean> {
  const found = await statfs(folder).catch(() => undefined);
  return found !== undefined && process.platform === 'linux' && NETWORK.has(found.type >>> 0);
}

function begun(watcher: FSWatcher): Promise<void> {
  // A watcher that fails for some files still watches the others, and says that it is ready.
  return new Promise((done) => watcher.once('ready', () => done()));
}

/** What lies in a folder that holds no text of this project. */
function isForeign(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const below = relative(folder, path);
    if (below === '' || below.startsWith('..')) return false;
    return below.split(sep).some((name) => name === 'node_modules' || name.startsWith('.'));
  });
}

/** One save is several events, and an editor that saves all files saves one after another. */
class Gathering {
  private readonly tell: (files: readonly string[]) => void;
  private readonly files = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private firstAt = 0;

  constructor(tell: (files: readonly string[]) => void) {
    this.tell = tell;
  }

  add(file: string): void {
    const now = performance.now();
    if (this.files.size === 0) this.firstAt = now;
    this.files.add(file);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.min(QUIET, Math.max(0, this.firstAt + LONGEST - now)));
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    const files = [...this.files];
    this.files.clear();
    this.tell(files);
  }
}

function explain(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const path = thrown instanceof Error && 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : undefined;
  const file = path === undefined ? 'Some files' : basename(path);
  if (code === 'ENOSPC' || code === 'EMFILE')
    return `${file} cannot be watched: the system grants no more watches. Raise its limit (on Linux: sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024), or set FLOWLANG_POLL=1 to look at the files instead.`;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return `${file} cannot be watched (${why}). With FLOWLANG_POLL=1 the files are looked at instead.`;
}
