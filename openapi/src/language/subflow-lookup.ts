/** Which file a subflow's name stands for. Only paths are compared: no file is looked for. */
import type { ProjectSource } from './project-source.ts';
import { didYouMean } from './suggest.ts';

/** Finds each name in one step, however many files there are. */
export class SubflowLookup {
  readonly #byPath: ReadonlyMap<string, ProjectSource>;
  readonly #byName = new Map<string, Set<ProjectSource>>();

  constructor(sources: readonly ProjectSource[]) {
    this.#byPath = new Map(sources.map((source) => [source.path, source]));
    for (const source of sources) {
      for (const name of namesOf(source)) {
        const named = this.#byName.get(name);
        if (named === undefined) this.#byName.set(name, new Set([source]));
        else named.add(source);
      }
    }
  }

  /** Of the nearest level that has any: below the caller, beside it, beside its folder, anywhere. */
  find(name: string, caller: ProjectSource): readonly ProjectSource[] {
    const folder = folderOf(caller.path);
    const near = [join(folder, `${name}/flow.yaml`), join(folder, `${name}.yaml`)];
    if (folder !== '') near.push(join(folderOf(folder), `${name}/flow.yaml`));
    for (const path of near) {
      const found = this.#byPath.get(path);
      if (found !== undefined) return [found];
    }
    return [...(this.#byName.get(name) ?? [])];
  }

  /** A hint for a name that none has. */
  suggest(name: string): string {
    const otherwise = `Write the flow in \`${name}.yaml\` beside this one, or in \`${name}/flow.yaml\``;
    return didYouMean(name, this.#byName.keys(), otherwise) ?? otherwise;
  }
}

function* namesOf({ path, parsed: { name } }: ProjectSource): Generator<string> {
  if (name !== undefined) yield name;
  const file = baseOf(path).replace(/\.ya?ml$/, '');
  if (file !== 'flow') yield file;
  else if (folderOf(path) !== '') yield baseOf(folderOf(path));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function join(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
