/** Node, packages, the port, the journal. */
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { projectFile } from '../../open-journal.ts';
import { searchPath } from '../../project/config.ts';
import type { ProjectLocation } from '../../project/discover.ts';
import { isNodeTooOld } from '../../templates/node-on-path.ts';
import { VERSION } from '../../version.ts';
import type { Finding, Patient } from './finding.ts';

const PORT = 8000;

export async function checkEnvironment({ home }: Patient, location: ProjectLocation): Promise<readonly Finding[]> {
  return [checkNode(), checkPackages(home), await checkPort(), checkJournal(location)];
}

function checkNode(): Finding {
  const is = { id: 'node', group: 'Environment', title: 'Node' } as const;
  const version = process.version.slice(1);
  if (!isNodeTooOld(searchPath())) return { ...is, state: 'good', detail: version };
  const detail = `this is ${version}, but the first on the path is older than 22.18: npm install --save-dev node@24`;
  return { ...is, state: 'advice', detail };
}

function checkPackages(home: string): Finding {
  const is = { id: 'packages', group: 'Environment', title: 'Packages' } as const;
  const flowlang = versionOf(home, 'flowlang');
  if (!existsSync(path.join(home, 'package.json')))
    return { ...is, state: 'wrong', detail: 'there is no package.json', fixable: true };
  if (flowlang === undefined) return { ...is, state: 'wrong', detail: 'flowlang is not installed here: npm install' };
  if (flowlang !== VERSION)
    return {
      ...is,
      state: 'wrong',
      detail: `this is flowlang ${VERSION}, the project has ${flowlang}: npx flowlang doctor`,
    };
  const lacking = ['zod', 'vitest'].filter((name) => versionOf(home, name) === undefined);
  if (lacking.length > 0) return { ...is, state: 'wrong', detail: `${lacking.join(' and ')} is missing: npm install` };
  const twice = ['zod', 'vitest'].filter((name) => copiesOf(home, name).length > 1);
  if (twice.length > 0)
    return {
      ...is,
      state: 'advice',
      detail: `two copies of ${twice.join(' and ')}: npm ls ${twice.join(' ')}, npm dedupe`,
    };
  return {
    ...is,
    state: 'good',
    detail: `flowlang ${flowlang}, zod ${versionOf(home, 'zod')}, vitest ${versionOf(home, 'vitest')}`,
  };
}

/** In the nearest folder that has it, as Node looks for it. */
function versionOf(dir: string, name: string): string | undefined {
  const file = path.join(dir, 'node_modules', name, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version; // npm's own file.
  const above = path.dirname(dir);
  return above === dir ? undefined : versionOf(above, name);
}

/** Also those that only another package sees. */
function copiesOf(home: string, name: string): readonly string[] {
  const modules = path.join(home, 'node_modules');
  if (!existsSync(modules)) return [];
  const packages = readdirSync(modules).flatMap((one) =>
    one.startsWith('@') ? readdirSync(path.join(modules, one)).map((scoped) => path.join(one, scoped)) : [one],
  );
  const nested = packages.map((one) => path.join(modules, one, 'node_modules', name));
  return [path.join(modules, name), ...nested].filter((dir) => existsSync(dir));
}

async function checkPort(): Promise<Finding> {
  const is = { id: 'port', group: 'Environment', title: `Port ${PORT}` } as const;
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(PORT, 'localhost', () => server.close(() => resolve(true)));
  });
  if (isFree) return { ...is, state: 'good', detail: 'is free' };
  return { ...is, state: 'advice', detail: 'is in use: flowlang serve --port takes another, 0 any that is free' };
}

function checkJournal(location: ProjectLocation): Finding {
  const is = { id: 'journal', group: 'Operations', title: 'Journal' } as const;
  const file = projectFile(location);
  // What would be written first, if it is not there yet.
  const place = [file, path.dirname(file), path.dirname(path.dirname(file))].find((one) => existsSync(one));
  try {
    accessSync(place ?? file, constants.R_OK | constants.W_OK);
    const detail =
      place === file ? 'executions are kept in .flowlang/executions.db' : 'will be .flowlang/executions.db';
    return { ...is, state: 'good', detail };
  } catch {
    const detail = `${place ?? file} cannot be written: allow it, or serve with --journal sqlite:PATH`;
    return { ...is, state: 'wrong', detail };
  }
}
