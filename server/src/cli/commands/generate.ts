/** `flowlang generate`: what callers are given, made from the flows. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type OpenApiDocument, renderYaml } from '@flowlang/openapi';
import { ProjectError } from '../../errors.ts';
import { loadConfig } from '../../project/config.ts';
import { loadFlows } from '../../project/load-flows.ts';
import type { ExitCode } from '../exit-code.ts';
import { isFolder, locationOf } from '../flow-files.ts';
import { terminal } from '../terminal.ts';

export interface GenerateOptions {
  readonly output?: string;
  readonly check?: boolean;
}

type What = keyof typeof GENERATORS;

const GENERATORS = {
  openapi: async (document: OpenApiDocument) => renderYaml(document),
  client: async (document: OpenApiDocument) => (await import('@flowlang/openapi/emit')).emitTypescript(document),
  python: async (document: OpenApiDocument) => (await import('@flowlang/openapi/emit')).emitPython(document),
} as const;

export async function generate(what: What, dir: string, { output, check }: GenerateOptions): Promise<ExitCode> {
  const text = await GENERATORS[what](await documentOf(dir));
  if (output === undefined) {
    if (check === true) throw new ProjectError('--check needs the file to look at: -o FILE');
    terminal.print(text.trimEnd());
    return 0;
  }
  if (check !== true) {
    await write(output, text);
    terminal.note(`Wrote ${output}`);
    return 0;
  }
  const present = await readFile(output, 'utf8').catch(() => undefined);
  if (present === text) return 0;
  const state = present === undefined ? 'is not there' : 'is stale';
  terminal.note(`${output} ${state}. Write it with: flowlang generate ${what} ${dir} -o ${output}`);
  return 1;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    await writeFile(file, text);
  } catch (thrown) {
    throw new ProjectError(`${file} cannot be written: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

/** @throws ProjectError if a flow has errors: what is generated would miss it */
async function documentOf(dir: string): Promise<OpenApiDocument> {
  if (!isFolder(dir)) throw new ProjectError(`There is no folder ${dir}.`);
  const location = locationOf(dir);
  const { flows, document } = await loadFlows(location, loadConfig(location));
  const invalid = [...flows.values()].filter((flow) => flow.state === 'invalid');
  for (const flow of invalid) terminal.note(`${flow.frames}\n`);
  if (invalid.length > 0)
    throw new ProjectError(`${invalid.map((flow) => flow.name).join(', ')} must be mended first.`);
  return document;
}
