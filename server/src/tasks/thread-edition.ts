/** A tasks file as it was when it was loaded, for threads that load it later: it may have changed by then. */
import { registerHooks } from 'node:module';
import type { Edition, ReadModule } from './fresh-modules.ts';

/** Its modules lie in memory that threads share: with each call goes a reference, and no text. */
export interface PackedEdition {
  readonly url: string;
  readonly modules: SharedArrayBuffer;
}

export function packEdition({ url, modules }: Edition): PackedEdition {
  const bytes = new TextEncoder().encode(JSON.stringify(modules));
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return { url, modules: shared };
}

type Modules = ReadonlyMap<string, ReadModule>;

/** By the URL of each module, those that it was loaded with, by their URLs without a version. */
const together = new Map<string, Modules>();

/** Makes this thread read the modules of an edition from it, and not from their files. */
export function adoptEdition({ modules }: PackedEdition): void {
  if (together.size === 0) readFromEditions();
  // A decoder takes no memory that is shared.
  const read = JSON.parse(new TextDecoder().decode(new Uint8Array(modules).slice())) as readonly ReadModule[]; // Packed above.
  const members = new Map(read.map((each) => [withoutVersion(each.url), each]));
  // What a module imports never changes under its URL: it does not matter which edition brought it first.
  for (const { url } of read) if (!together.has(url)) together.set(url, members);
}

function readFromEditions(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const members = context.parentURL === undefined ? undefined : together.get(context.parentURL);
      const known = members && relative(specifier, context.parentURL, members);
      if (known !== undefined) return { url: known.url, format: known.format, shortCircuit: true };
      const resolved = next(specifier, context);
      const member = members?.get(withoutVersion(resolved.url));
      return member === undefined ? resolved : { ...resolved, url: member.url };
    },
    load(url, context, next) {
      const module = together.get(url)?.get(withoutVersion(url));
      if (module === undefined) return next(url, context);
      return { format: module.format, source: module.text, shortCircuit: true };
    },
  });
}

/** Found without a look at the disk, where the file may be gone. */
function relative(specifier: string, parent: string | undefined, members: Modules): ReadModule | undefined {
  return /^\.{0,2}\//.test(specifier) ? members.get(withoutVersion(new URL(specifier, parent).href)) : undefined;
}

function withoutVersion(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
