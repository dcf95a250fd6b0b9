/** Projects in temporary folders, whose tasks files import `flowlang` (another copy than the test's) and `zod`. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** Writes `files` into a folder that lives as long as the test; answers its path. */
export function tempProject(files: Readonly<Record<string, string>>, name = 'project'): string {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'flowlang-')));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const root = join(parent, name);
  const door = pathToFileURL(join(REPOSITORY, 'server/src/index.ts')).href;
  writeFiles(join(parent, 'node_modules/flowlang'), {
    'package.json': '{ "type": "module", "exports": "./index.js" }',
    'index.js': `export * from '${door}';`,
  });
  symlinkSync(join(REPOSITORY, 'node_modules/zod'), join(parent, 'node_modules/zod'));
  writeFiles(root, { 'package.json': '{ "type": "module" }', ...files });
  return root;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
