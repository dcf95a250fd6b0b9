/** Stands in for packed packages where a test does not install them: to pack takes seconds. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { VERSION } from '../../src/version.ts';

export const ARCHIVES = [`flowlang-${VERSION}.tgz`, `flowlang-openapi-${VERSION}.tgz`];

/** A folder for projects that lives as long as the test; `packed/` in it has the archives. */
export function folderWithPackages(name = 'flowlang init '): { readonly cwd: string; readonly packages: string } {
  const cwd = realpathSync(mkdtempSync(path.join(tmpdir(), name)));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const packages = realpathSync(mkdtempSync(path.join(tmpdir(), 'flowlang-packed-')));
  onTestFinished(() => rmSync(packages, { recursive: true, force: true }));
  for (const file of ARCHIVES) writeFileSync(path.join(packages, file), 'packed');
  return { cwd, packages };
}
