/**
 * How a project depends on `flowlang`: at the version that made it, from the registry; or, where that version came from
 * a source checkout or from packed packages, from copies of these in the project, since nothing else has them.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ProjectError } from '../errors.ts';
import { VERSION } from '../version.ts';

export interface Packages {
  /** For package.json. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Packed packages, to be copied to `vendor/`. */
  readonly archives: readonly string[];
}

const NAMES = ['flowlang', '@flowlang/openapi'] as const;

/** From the registry, at the version that made the project. */
export const FROM_REGISTRY: Packages = { dependencies: { flowlang: VERSION }, archives: [] };

const OURS = path.join(import.meta.dirname, '../..');

/** Whether a project has to bring the packages itself, which takes some seconds. */
export function areUnpublished(): boolean {
  const modules = path.dirname(OURS);
  return path.basename(modules) !== 'node_modules' || isFromFile(modules);
}

/** What npm has noted of where the packages in this folder come from. */
function isFromFile(modules: string): boolean {
  const lock = path.join(modules, '.package-lock.json');
  if (!existsSync(lock)) return false;
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages?: Readonly<Record<string, { resolved?: string }>>;
  }; // npm's own file.
  return packages?.['node_modules/flowlang']?.resolved?.startsWith('file:') ?? false;
}

/** Finds the packages, packing them into `scratch` (an empty folder) if need be. */
export async function packagesOfThis(scratch: string): Promise<Packages> {
  if (!areUnpublished()) return FROM_REGISTRY;
  const language = path.join(path.dirname(fileURLToPath(import.meta.resolve('@flowlang/openapi'))), '..');
  // What is installed is complete; its scripts are for the checkout that it came from.
  const scripts = path.basename(path.dirname(OURS)) === 'node_modules' ? ['--ignore-scripts'] : [];
  try {
    // In a folder of its own: npm would take the settings of the workspace that it is in.
    await promisify(execFile)('npm', ['pack', '--silent', ...scripts, language, OURS], { cwd: scratch });
  } catch (error) {
    throw new ProjectError(
      `The packages of flowlang could not be packed for the project. Is npm installed? (${lastLine(error)})`,
    );
  }
  return packagesIn(scratch);
}

/**
 * The packages that are packed in this folder.
 *
 * @throws ProjectError if one of this version is missing
 */
export function packagesIn(dir: string): Packages {
  const files = existsSync(dir) ? readdirSync(dir) : [];
  const archives = NAMES.map((name) => {
    const file = `${name.replace('@', '').replace('/', '-')}-${VERSION}.tgz`;
    if (files.includes(file)) return file;
    throw new ProjectError(`There is no ${file} in ${dir}: \`npm run pack\` in FlowLang's repository makes it.`);
  });
  const dependencies = Object.fromEntries(NAMES.map((name, index) => [name, `file:vendor/${archives[index]}`]));
  return { dependencies, archives: archives.map((file) => path.join(dir, file)) };
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? ('stderr' in error && String(error.stderr).trim()) || error.message : '';
  return text.split('\n').at(-1) ?? '';
}
