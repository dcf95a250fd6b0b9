/** A project in a temporary folder, for tests that outlive one test or start another process. */
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeFiles } from './project/temp-project.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

export interface ProjectFolder {
  readonly dir: string;
  remove(): void;
}

/** Tasks files in it find `flowlang` and `zod`. */
export function createProject(files: Readonly<Record<string, string>>): ProjectFolder {
  const parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'flowlang-')));
  const dir = path.join(parent, 'project');
  const door = pathToFileURL(path.join(REPOSITORY, 'server/src/index.ts')).href;
  writeFiles(path.join(parent, 'node_modules/flowlang'), {
    'package.json': '{ "type": "module", "exports": "./index.js" }',
    'index.js': `export * from '${door}';`,
  });
  symlinkSync(path.join(REPOSITORY, 'node_modules/zod'), path.join(parent, 'node_modules/zod'));
  writeFiles(dir, { 'package.json': '{ "type": "module" }', ...files });
  return { dir, remove: () => rmSync(parent, { recursive: true }) };
}
