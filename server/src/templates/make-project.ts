/** Makes projects, and adds flows to those that have several. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProjectError } from '../errors.ts';
import { descriptionOf, ENV_EXAMPLE, flowFiles, memberFiles, type NewFlow } from './flow-template.ts';
import { packageNameOf, snake } from './names.ts';
import type { Packages } from './packages.ts';
import type { ProjectFile } from './project-file.ts';
import { apiFile, projectFiles, readmeFile } from './project-files.ts';
import { checkVacant, writeNew } from './write-project.ts';

export interface NewProject {
  /** Absolute. It is made, or is there and empty. */
  readonly dir: string;
  readonly kind: 'single' | 'multi';
  readonly flow: NewFlow;
  readonly packages: Packages;
  readonly withNode: boolean;
}

/** @throws ProjectError; then nothing was written. Answers the paths of what was. */
export function makeProject({ dir, kind, flow, packages, withNode }: NewProject): readonly string[] {
  checkVacant(dir);
  const packageName = packageNameOf(dir, flow.name);
  const name = kind === 'single' ? flow.name : packageName;
  const description = kind === 'single' ? descriptionOf(flow) : `The flows of ${name}.`;
  const info = { name, description, kind, packageName, packages, withNode };
  const own = kind === 'single' ? [...flowFiles(flow), ...apiFile()] : member(flow);
  const files = joinEnv([...projectFiles(info), readmeFile(info)], own);
  const copies = Object.fromEntries(packages.archives.map((from) => [`vendor/${path.basename(from)}`, from]));
  writeNew(dir, { files, copies });
  return [...files.map((file) => file.path), ...Object.keys(copies)].toSorted();
}

/** A flow may have settings of its own. */
function joinEnv(common: readonly ProjectFile[], own: readonly ProjectFile[]): readonly ProjectFile[] {
  const settings = own.find((file) => file.path === ENV_EXAMPLE)?.text ?? '';
  return [
    ...common.map((file) => (file.path === ENV_EXAMPLE ? { ...file, text: file.text + settings } : file)),
    ...own.filter((file) => file.path !== ENV_EXAMPLE),
  ];
}

function member(flow: NewFlow): readonly ProjectFile[] {
  const folder = snake(flow.name);
  return [
    ...memberFiles(flow, folder),
    ...apiFile().map((file) => ({ ...file, path: `flows/${folder}/${file.path}` })),
  ];
}

export interface AddedFlow {
  /** The project. */
  readonly root: string;
  /** The flow's, in the project. */
  readonly folder: string;
  readonly written: readonly string[];
  /** Shared files that were there already, with another text. */
  readonly kept: readonly string[];
}

/** @throws ProjectError; then nothing was written */
export function addFlow(from: string, flow: NewFlow): AddedFlow {
  const root = rootAbove(from);
  const folder = `flows/${snake(flow.name)}`;
  if (existsSync(path.join(root, folder))) {
    throw new ProjectError(`${path.join(root, folder)} is there already; nothing was written. Give another name.`);
  }
  const textIn = (file: string): string | undefined =>
    existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), 'utf8') : undefined;
  const files = member(flow).filter((file) => file.path !== ENV_EXAMPLE);
  const written = files.filter((file) => textIn(file.path) === undefined);
  const kept = files.filter((file) => (textIn(file.path) ?? file.text) !== file.text);
  writeNew(root, { files: written });
  const settings = member(flow).find((file) => file.path === ENV_EXAMPLE)?.text;
  const present = textIn(ENV_EXAMPLE) ?? '';
  const isNew = settings !== undefined && !present.includes(settings.trim());
  if (isNew) writeFileSync(path.join(root, ENV_EXAMPLE), present + settings);
  const paths = [...written.map((file) => file.path), ...(isNew ? [ENV_EXAMPLE] : [])];
  return { root, folder, written: paths.toSorted(), kept: kept.map((file) => file.path) };
}

/** The project of several flows that `from` is in. */
function rootAbove(from: string): string {
  for (let dir = from; ; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, 'project.yaml'))) return dir;
    if (path.dirname(dir) === dir) break;
  }
  const alone = existsSync(path.join(from, 'flow.yaml')) ? ' What is here is a project of one flow.' : '';
  throw new ProjectError(
    `There is no project.yaml in ${from}, nor above it: only a project of several flows can get one more.${alone} To make one: flowlang init NAME --multi`,
  );
}
