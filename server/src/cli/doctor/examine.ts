/** Reads a project once, for all that looks at it. */
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { FlowLangError } from '../../errors.ts';
import { loadConfig } from '../../project/config.ts';
import { discover, homeOf, type ProjectLocation, rootOf } from '../../project/discover.ts';
import { statusOf } from '../../project/flow-status.ts';
import { type FlowReading, readFlows } from '../../project/read-flows.ts';
import type { Patient, PatientFlow } from './finding.ts';

const LARGEST_TEXT = 1_000_000;

export async function examine(location: ProjectLocation): Promise<Patient> {
  const home = homeOf(location);
  const { env } = loadConfig(location);
  const texts = await textsIn(home);
  const common = { home, variables: new Set(Object.keys(env)), texts };
  try {
    const readings = await readFlows(await discover(location), { base: process.cwd(), folder: rootOf(location) });
    return { ...common, flows: readings.map(patientFlow) };
  } catch (thrown) {
    if (!(thrown instanceof FlowLangError)) throw thrown;
    return { ...common, flows: [], problem: thrown.message };
  }
}

function patientFlow(reading: FlowReading): PatientFlow {
  const { files, checked, tasks } = reading;
  const { flow, file, problem, tasks: listed = [] } = statusOf(reading);
  const known = tasks.signatures();
  return {
    name: flow,
    dir: files.dir,
    flowFile: files.flowFile,
    file,
    ...(problem !== undefined && { problem }),
    tasks: listed.map(({ name, implemented }) => {
      const signature = known.get(name);
      return { name, implemented, isTyped: signature?.input !== undefined && signature.output !== undefined };
    }),
    connections: checked.ok ? checked.flow.connections.map(({ name }) => name) : [],
  };
}

/** Of the project itself: nothing that was installed, built or kept. */
async function textsIn(home: string): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(home)) return new Map();
  const texts = new Map<string, string>();
  const isOther = (name: string): boolean =>
    /^(node_modules|dist|coverage|vendor)$/.test(path.basename(name)) || path.basename(name).startsWith('.');
  const found = glob('**/*.{ts,js,mjs,mts,yaml,yml,json,sh,md}', { cwd: home, exclude: isOther });
  for await (const file of found) {
    if (path.basename(file) === 'package-lock.json') continue;
    const text = await readFile(path.join(home, file), 'utf8').catch(() => '');
    if (text.length <= LARGEST_TEXT) texts.set(file.split(path.sep).join('/'), text);
  }
  return texts;
}
