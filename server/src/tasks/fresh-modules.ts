/**
 * Lets the user's own modules be loaded anew. Node keeps each module under its URL for good: a file that was saved, and all
 * that import it, get a URL with another `?v=`; the others keep theirs, and with it what they have in memory.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import {
  createRequire,
  type LoadFnOutput,
  type LoadHookContext,
  type ResolveFnOutput,
  type ResolveHookContext,
  registerHooks,
} from 'node:module';
import { resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A module as it was read. */
export interface ReadModule {
  readonly url: string;
  readonly format: string;
  readonly text: string;
}

/** A tasks file with all that it imports of the project: enough to run it elsewhere when the files have changed. */
export interface Edition {
  /** Of the tasks file. */
  readonly url: string;
  readonly modules: readonly ReadModule[];
}

/** Of the process, as Node's modules are: nobody may give out a URL twice. */
let versions = -1;

/** This package's own folder: of its modules there may be but one of each, also where a link leads to it. */
const OWN = realPath(fileURLToPath(new URL('../..', import.meta.url))) + sep;

/** Node has the modules that others `require` under their files. */
const required = createRequire(import.meta.url).cache;

export class FreshModules {
  private readonly root: string;
  private readonly urls = new Map<string, string>();
  /** By the file that is imported. */
  private readonly importers = new Map<string, Set<string>>();
  /** By the file that imports. */
  private readonly imports = new Map<string, Set<string>>();
  /** As they were read last. */
  private readonly read = new Map<string, ReadModule>();
  private readonly hooks: { deregister(): void };

  /**
   * @param root the folder of the project. What it imports from elsewhere belongs to it, too: a package of the same workspace,
   * or a folder that a link leads to. Only what lies in `node_modules` is loaded once.
   */
  constructor(root: string) {
    this.root = realPath(root) + sep;
    this.hooks = registerHooks({
      resolve: (specifier, context, next) => this.resolve(specifier, context, next),
      load: (url, context, next) => this.load(url, context, next),
    });
    // What an earlier one in this process has loaded may have changed since.
    versions += 1;
  }

  close(): void {
    this.hooks.deregister();
  }

  /** All files that were asked for, also those that are not there. */
  get files(): Iterable<string> {
    return new Set([...this.imports.keys(), ...this.importers.keys()]);
  }

  has(file: string): boolean {
    return this.imports.has(file) || this.importers.has(file);
  }

  /** It is the project's wherever it lies. */
  adopt(file: string): void {
    this.link(undefined, realPath(file));
  }

  /** Of these files those with another text than was read, and all that import them: they are loaded anew when asked for. */
  renew(files: Iterable<string>): ReadonlySet<string> {
    const renewed = new Set([...files].map(realPath).filter((file) => this.hasChanged(file)));
    // A set goes on with what is added to it.
    for (const file of renewed) for (const importer of this.importers.get(file) ?? []) renewed.add(importer);
    if (renewed.size > 0) versions += 1;
    for (const file of renewed) this.forget(file);
    return renewed;
  }

  /** The tasks file as it is in memory now. */
  edition(file: string): Edition {
    const first = realPath(file);
    const members = new Set([first]);
    for (const member of members) for (const one of this.imports.get(member) ?? []) members.add(one);
    const modules = [...members].flatMap((member) => this.read.get(member) ?? []);
    return { url: this.urlOf(first), modules };
  }

  private hasChanged(file: string): boolean {
    if (!this.has(file)) return false;
    const known = this.read.get(file);
    return known === undefined || !existsSync(file) || readFileSync(file, 'utf8') !== known.text;
  }

  private forget(file: string): void {
    for (const one of this.imports.get(file) ?? []) this.importers.get(one)?.delete(file);
    this.imports.set(file, new Set());
    this.read.delete(file);
    this.urls.set(file, versioned(file));
    delete required[file];
  }

  private urlOf(file: string): string {
    let url = this.urls.get(file);
    if (url === undefined) {
      url = versioned(file);
      this.urls.set(file, url);
    }
    return url;
  }

  /** @param importer a file of the project, for what it imports */
  private fileOf(url: string | undefined, importer?: string): string | undefined {
    if (url?.startsWith('file:') !== true) return undefined;
    const file = fileURLToPath(url);
    if (file.includes(`${sep}node_modules${sep}`) || file.startsWith(OWN)) return undefined;
    return importer !== undefined || file.startsWith(this.root) || this.has(file) ? file : undefined;
  }

  private resolve(
    specifier: string,
    context: ResolveHookContext,
    next: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
  ): ResolveFnOutput {
    const importer = this.fileOf(context.parentURL);
    try {
      const resolved = next(specifier, context);
      const file = this.fileOf(resolved.url, importer);
      if (file === undefined) return resolved;
      this.link(importer, file);
      return { ...resolved, url: this.urlOf(file) };
    } catch (thrown) {
      const missing =
        thrown instanceof Error && 'url' in thrown ? this.fileOf(String(thrown.url), importer) : undefined;
      // When it is there, those that wanted it are loaded anew.
      if (missing !== undefined) this.link(importer, missing);
      throw thrown;
    }
  }

  private link(importer: string | undefined, file: string): void {
    if (!this.imports.has(file)) this.imports.set(file, new Set());
    if (importer === undefined) return;
    this.imports.set(importer, (this.imports.get(importer) ?? new Set()).add(file));
    this.importers.set(file, (this.importers.get(file) ?? new Set()).add(importer));
  }

  private load(
    url: string,
    context: LoadHookContext,
    next: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput,
  ): LoadFnOutput {
    const file = this.fileOf(url);
    const loaded = next(url, context);
    // An older module may be loading still.
    if (file === undefined || this.urls.get(file) !== url) return loaded;
    const { source, format } = loaded;
    if (source && format) this.read.set(file, { url, format, text: textOf(source) });
    return loaded;
  }
}

/** At first the plain URL: a program that serves itself may import the same modules. */
function versioned(file: string): string {
  const { href } = pathToFileURL(file);
  return versions === 0 ? href : `${href}?v=${versions}`;
}

function textOf(source: NonNullable<LoadFnOutput['source']>): string {
  if (typeof source === 'string') return source;
  // A view may be of a part only.
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : source;
  return Buffer.from(bytes as Uint8Array).toString();
}

/** Node names modules so. A file that is gone has only the name it was given. */
export function realPath(file: string): string {
  const path = resolve(file);
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
