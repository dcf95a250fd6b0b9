/** A contract, from whatever holds one: an OpenAPI document, a flow or a folder of them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildDocument, formatDiagnostic, isDocument, type ReadDocument } from '@flowlang/openapi';
import { readYamlData } from '@flowlang/openapi/language';
import { ProjectError } from '../errors.ts';
import { loadConfig } from '../project/config.ts';
import { discover, type FlowFiles } from '../project/discover.ts';
import { readFlows } from '../project/read-flows.ts';
import { flowFiles, isFolder, locationOf } from './flow-files.ts';
import { terminal } from './terminal.ts';

export interface Contract {
  readonly document: ReadDocument;
  /** Where a report points to. */
  readonly file: string;
}

/** @throws ProjectError if it cannot be read, or is not valid */
export async function readContract(target: string): Promise<Contract> {
  if (!existsSync(target)) throw new ProjectError(`There is no file or folder ${target}.`);
  if (isFolder(target)) return ofFlows(target, await discover(locationOf(target)));
  const data = dataIn(target);
  if (isDocument(data)) return { document: data, file: target };
  if (typeof data === 'object' && data !== null && 'flow' in data) return ofFlows(target, [flowFiles(target)]);
  const found =
    typeof data === 'object' && data !== null && 'openapi' in data ? 'an OpenAPI document of others' : 'neither';
  throw new ProjectError(
    `${target} is ${found}: give a document that flowlang generate openapi wrote, a flow.yaml, or a folder with flows.`,
  );
}

function dataIn(file: string): unknown {
  try {
    return readYamlData(readFileSync(file, 'utf8'));
  } catch (thrown) {
    // Of a flow that is no YAML the reader of flows says more.
    if (path.basename(file) === 'flow.yaml') return { flow: '' };
    throw new ProjectError(
      `${file} cannot be read: ${thrown instanceof Error ? thrown.message.split('\n')[0] : thrown}`,
    );
  }
}

async function ofFlows(target: string, files: readonly FlowFiles[]): Promise<Contract> {
  const folder = isFolder(target) ? path.resolve(target) : path.dirname(path.resolve(target));
  const { redact } = loadConfig(isFolder(target) ? locationOf(target) : { projectDir: folder });
  const readings = await readFlows(files, { base: process.cwd(), folder });
  const flows = readings.flatMap(({ checked, obstacles }) => (checked.ok && obstacles.length === 0 ? [checked] : []));
  if (flows.length === readings.length)
    return { document: { ...buildDocument(flows) }, file: readings[0]?.source.file ?? target };
  for (const { obstacles, checked, source } of readings) {
    const own = checked.diagnostics.map((diagnostic) => ({ diagnostic, source }));
    if (checked.ok && obstacles.length === 0) continue;
    for (const one of [...obstacles, ...own])
      terminal.note(`${redact(formatDiagnostic(one.diagnostic, one.source))}\n`);
  }
  throw new ProjectError(`${target} must be mended first: of a flow with errors nobody knows the contract.`);
}
