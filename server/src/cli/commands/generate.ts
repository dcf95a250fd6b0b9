/** `flowlang generate`: what callers are given, made from the flows. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderMermaid, renderYaml } from '@flowlang/openapi';
import { ProjectError } from '../../errors.ts';
import type { ServableFlow, Snapshot } from '../../project/catalog.ts';
import { loadConfig } from '../../project/config.ts';
import { describeFlow, taskListOf } from '../../project/flow-resources.ts';
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
  openapi: async ({ document }: Snapshot) => renderYaml(document),
  client: async ({ document }: Snapshot) => (await import('@flowlang/openapi/emit')).emitTypescript(document),
  python: async ({ document }: Snapshot) => (await import('@flowlang/openapi/emit')).emitPython(document),
  msw: async ({ document, flows }: Snapshot) => {
    const { emitMsw } = await import('@flowlang/openapi/emit');
    return emitMsw(document, [...flows.values()].filter((flow) => flow.state !== 'invalid').map(described));
  },
} as const;

function described(flow: ServableFlow) {
  return { checked: flow, detail: describeFlow(flow), tasks: taskListOf(flow), diagram: renderMermaid(flow.flow) };
}

export async function generate(what: What, dir: string, { output, check }: GenerateOptions): Promise<ExitCode> {
  const text = await GENERATORS[what](await snapshotOf(dir));
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

/** What stands in the way of a file, for those who do not know the codes of operating systems. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EEXIST: 'a part of its path is a file, and no folder',
  EISDIR: 'it is a folder: name a file in it',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, and no folder',
  EPERM: 'you may not write there',
  EROFS: 'the disk can only be read',
};

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    await writeFile(file, text);
  } catch (thrown) {
    const { code = '', message } = thrown as NodeJS.ErrnoException; // Node's file system throws nothing else.
    throw new ProjectError(`${file} cannot be written: ${REASONS[code] ?? message}.`);
  }
}

/** @throws ProjectError if a flow has errors: what is generated would miss it */
async function snapshotOf(dir: string): Promise<Snapshot> {
  if (!isFolder(dir)) throw new ProjectError(`There is no folder ${dir}.`);
  const location = locationOf(dir);
  const snapshot = await loadFlows(location, loadConfig(location));
  const invalid = [...snapshot.flows.values()].filter((flow) => flow.state === 'invalid');
  for (const flow of invalid) terminal.note(`${flow.frames}\n`);
  if (invalid.length > 0)
    throw new ProjectError(`${invalid.map((flow) => flow.name).join(', ')} must be mended first.`);
  return snapshot;
}
