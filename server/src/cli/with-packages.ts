/** The packages that a new project brings along, for as long as it is made. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { areUnpublished, FROM_REGISTRY, type Packages, packagesIn, packagesOfThis } from '../templates/packages.ts';
import { terminal } from './terminal.ts';

export interface PackageOptions {
  /** A folder with the packed packages that the project is to have. */
  readonly packages?: string;
  readonly json?: boolean;
}

/** Packed packages are in a folder of their own for as long as `use` runs, whatever ends it. */
export async function withPackages<T>(
  options: PackageOptions,
  use: (packages: Packages) => T | Promise<T>,
): Promise<T> {
  if (options.packages !== undefined) return use(packagesIn(path.resolve(options.packages)));
  if (!areUnpublished()) return use(FROM_REGISTRY);
  if (!options.json) terminal.note('Packing flowlang for the project, since it is not published yet …');
  const scratch = mkdtempSync(path.join(tmpdir(), 'flowlang-init-'));
  const clear = (): void => rmSync(scratch, { recursive: true, force: true });
  const interrupted = (): never => {
    clear();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    return await use(await packagesOfThis(scratch));
  } finally {
    process.off('SIGINT', interrupted);
    clear();
  }
}
