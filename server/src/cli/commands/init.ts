/** `flowlang init`: a new project from a template. */
import path from 'node:path';
import { searchPath } from '../../project/config.ts';
import type { NewFlow } from '../../templates/flow-template.ts';
import { makeProject } from '../../templates/make-project.ts';
import { kebab, snake } from '../../templates/names.ts';
import { isNodeTooOld } from '../../templates/node-on-path.ts';
import { checkVacant } from '../../templates/write-project.ts';
import type { ExitCode } from '../exit-code.ts';
import { chooseFlow, firstSteps, type NewFlowOptions, type NextStep, nodeCommand, showSteps } from '../new-flow.ts';
import { terminal } from '../terminal.ts';
import { type PackageOptions, withPackages } from '../with-packages.ts';

export interface InitOptions extends NewFlowOptions, PackageOptions {
  readonly multi?: boolean;
}

export async function init(folder: string | undefined, options: InitOptions): Promise<ExitCode> {
  // Before anybody answers questions for nothing.
  if (folder !== undefined) checkVacant(path.resolve(folder));
  const given = folder === undefined ? undefined : path.basename(path.resolve(folder));
  const flow = await chooseFlow('flowlang init', options, given);
  if (flow === undefined) return 1;
  const dir = path.resolve(folder ?? kebab(flow.name));
  checkVacant(dir);
  const kind = options.multi ? 'multi' : 'single';
  const withNode = isNodeTooOld(searchPath());
  const files = await withPackages(options, (packages) => makeProject({ dir, kind, flow, packages, withNode }));
  const next = nextSteps(dir, kind, flow, nodeCommand(withNode));
  if (options.json) {
    terminal.print(JSON.stringify({ dir, flow: flow.name, template: flow.template, files, next }, null, 2));
  } else {
    const shown = path.relative(process.cwd(), dir) || 'this folder';
    const what = `${flow.name} is in ${shown}: ${files.length} files, from the template ${flow.template}.`;
    terminal.print(`${terminal.style('green', `✔ ${what}`)}\n`);
    showSteps(next);
  }
  return 0;
}

function nextSteps(dir: string, kind: 'single' | 'multi', flow: NewFlow, node: string): readonly NextStep[] {
  const place = path.relative(process.cwd(), dir);
  return [
    ...(place === '' ? [] : [{ command: `cd ${quoted(place)}` }]),
    { command: 'npm install' },
    { command: 'npm test' },
    ...firstSteps(flow.template, kind === 'single' ? '.' : `flows/${snake(flow.name)}`, node),
    { command: 'npm run dev', why: 'serves it: http://localhost:8000/docs' },
    ...(kind === 'single' ? [] : [{ command: 'npx flowlang add flow Another', why: 'one more flow' }]),
  ];
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\p{L}\p{N}/._-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
