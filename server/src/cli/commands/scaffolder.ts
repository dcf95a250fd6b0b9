/** `flowlang scaffolder scaffold` and `update`: what is proposed is shown, and written. */
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { ProjectError } from '../../errors.ts';
import { discover } from '../../project/discover.ts';
import {
  applyChanges,
  type FileChange,
  makesPackage,
  type Note,
  type Proposal,
  proposeScaffold,
  proposeUpdate,
  type ScaffoldOptions,
} from '../../scaffold/index.ts';
import type { Packages } from '../../templates/packages.ts';
import type { ExitCode } from '../exit-code.ts';
import { flowFiles, isFolder, locationOf } from '../flow-files.ts';
import { terminal } from '../terminal.ts';
import { type PackageOptions, withPackages } from '../with-packages.ts';

export interface ScaffolderOptions extends PackageOptions {
  readonly output?: string;
  readonly dryRun?: boolean;
}

type Propose = (options: ScaffoldOptions) => Promise<Proposal>;

export async function scaffold(flow: string, options: ScaffolderOptions): Promise<ExitCode> {
  const alone = (await targetsOf(flow, options)).find(makesPackage);
  if (alone === undefined || options.dryRun === true) return carryOut(proposeScaffold, flow, options);
  return withPackages(options, async (packages) => {
    const code = await carryOut((target) => proposeScaffold({ ...target, packages }), flow, options);
    bring(packages, alone.dir);
    return code;
  });
}

/** Where the registry does not have them, package.json asks for them here. */
function bring({ archives }: Packages, dir: string): void {
  const vendor = path.join(dir, 'vendor');
  if (archives.length > 0) mkdirSync(vendor, { recursive: true });
  for (const archive of archives) copyFileSync(archive, path.join(vendor, path.basename(archive)));
}

export function update(flow: string, options: ScaffolderOptions): Promise<ExitCode> {
  return carryOut(proposeUpdate, flow, options);
}

async function carryOut(propose: Propose, flow: string, options: ScaffolderOptions): Promise<ExitCode> {
  const changes: FileChange[] = [];
  const notes: Note[] = [];
  for (const target of await targetsOf(flow, options)) {
    const proposal = await propose(target);
    changes.push(...proposal.changes);
    notes.push(...proposal.notes);
  }
  if (options.dryRun !== true) await applyChanges(changes);
  if (options.json === true) printJson({ changes, notes });
  else printText({ changes, notes }, options.dryRun === true);
  // What has to be pasted was not done.
  return notes.some(({ code }) => code !== undefined && code.trim() !== '') ? 1 : 0;
}

export async function targetsOf(flow: string, { output }: ScaffolderOptions): Promise<readonly ScaffoldOptions[]> {
  const location = isFolder(flow) ? locationOf(flow) : undefined;
  if (location !== undefined && 'multiDir' in location) {
    if (output !== undefined)
      throw new ProjectError('Several flows do not go into one folder: leave out --output, or name one flow.');
    return (await discover(location)).map(({ dir, flowFile }) => ({ dir, flowFile }));
  }
  const { dir, flowFile } = flowFiles(flow);
  if (output === undefined) return [{ dir, flowFile }];
  return [{ dir: path.resolve(output), flowFile }];
}

function printJson({ changes, notes }: Proposal): void {
  const files = changes.map(({ path: file, before, what, after }) => ({
    file: shown(file),
    created: before === undefined,
    what,
    diff: patch({ path: file, before, after, what }),
  }));
  const remarks = notes.map(({ path: file, ...rest }) => ({ file: shown(file), ...rest }));
  terminal.print(JSON.stringify({ changes: files, notes: remarks }, null, 2));
}

function printText({ changes, notes }: Proposal, isDry: boolean): void {
  for (const change of changes) {
    if (isDry) terminal.print(patch(change).trimEnd());
    else terminal.print(terminal.style('green', `✔ ${shown(change.path)}: ${change.what}`));
  }
  for (const { path: file, message, code = '' } of notes) {
    terminal.note(`• ${shown(file)}: ${message}.`);
    if (code.trim() !== '') terminal.print(code.trimEnd());
  }
  const isSettled = changes.length === 0 && notes.every(({ code }) => code === undefined);
  if (isSettled) terminal.note('Nothing is new.');
}

function patch({ path: file, before, after }: FileChange): string {
  const name = shown(file);
  const from = before === undefined ? '/dev/null' : `a/${name}`;
  return createTwoFilesPatch(from, `b/${name}`, before ?? '', after, undefined, undefined, { context: 3 }).replace(
    /^=+\n/,
    '',
  );
}

function shown(file: string): string {
  return path.relative(process.cwd(), file).split(path.sep).join('/') || '.';
}
