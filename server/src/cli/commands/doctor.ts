/** `flowlang doctor`: what is wrong with the environment and the project, and how far it is from production. */
import { ProjectError } from '../../errors.ts';
import type { ProjectLocation } from '../../project/discover.ts';
import { checkConfiguration } from '../doctor/check-configuration.ts';
import { checkEnvironment } from '../doctor/check-environment.ts';
import { checkProject } from '../doctor/check-project.ts';
import { checkSlowly, NOT_TRIED } from '../doctor/check-slowly.ts';
import { checkTests } from '../doctor/check-tests.ts';
import { CHECKLISTS, type ListItem } from '../doctor/checklists.ts';
import { examine } from '../doctor/examine.ts';
import type { CheckId, Finding, State } from '../doctor/finding.ts';
import { mend } from '../doctor/mend.ts';
import type { ExitCode } from '../exit-code.ts';
import { isFolder, locationOf } from '../flow-files.ts';
import { terminal } from '../terminal.ts';

export interface DoctorOptions {
  readonly verbose?: boolean;
  readonly fix?: boolean;
  readonly json?: boolean;
}

type Findings = readonly Finding[];

export async function doctor(dir: string, { verbose = false, fix, json }: DoctorOptions): Promise<ExitCode> {
  if (!isFolder(dir)) throw new ProjectError(`There is no folder ${dir}.`);
  const location = locationOf(dir);
  const mended = fix === true ? await mend(await examine(location)) : [];
  const findings = await check(location, verbose);
  const isWrong = findings.some(({ state }) => state === 'wrong');
  if (json === true) {
    const lists = CHECKLISTS.map(({ title, sections }) => ({
      title,
      items: sections.flatMap(({ items }) => items.map((item) => ({ text: item.text, ...judged(item, findings) }))),
    }));
    terminal.print(JSON.stringify({ ok: !isWrong, mended, checks: findings, checklists: lists }, null, 2));
  } else {
    show(findings, mended, verbose);
  }
  return isWrong ? 1 : 0;
}

async function check(location: ProjectLocation, verbose: boolean): Promise<Findings> {
  const patient = await examine(location);
  const findings = [
    ...(await checkEnvironment(patient, location)),
    ...(await checkProject(patient)),
    ...checkConfiguration(patient),
    ...checkTests(patient),
    ...(verbose ? await checkSlowly(patient, location) : NOT_TRIED),
  ];
  return patient.flows.length > 0 ? findings : findings.map(withoutFlows);
}

/** What would be good of every flow, and so of none. */
const OF_FLOWS: ReadonlySet<CheckId> = new Set([
  'types',
  'files',
  'fresh',
  'connections',
  'task-tests',
  'flow-tests',
  'error-tests',
]);

function withoutFlows({ fixable: _, ...finding }: Finding): Finding {
  return OF_FLOWS.has(finding.id) ? { ...finding, state: 'open', detail: 'there is no flow to look at' } : finding;
}

const GROUPS = ['Environment', 'Project', 'Configuration', 'Tests', 'Operations'] as const;
const MARKS: Readonly<Record<State, string>> = { good: '✔', advice: '!', wrong: '✘', open: '○' };
const COLORS = { good: 'green', advice: 'yellow', wrong: 'red', open: 'dim' } as const;

function show(findings: Findings, mended: readonly string[], verbose: boolean): void {
  for (const line of mended) terminal.print(`${mark('good')} ${line}`);
  if (mended.length > 0) terminal.print('');
  for (const group of GROUPS) {
    const some = findings.filter((finding) => finding.group === group);
    terminal.print(terminal.style('bold', group));
    for (const { title, state, detail, fixable } of some) {
      const help = fixable === true && state !== 'good' ? ' (--fix)' : '';
      terminal.print(`  ${mark(state)} ${title}: ${detail}${help}`);
    }
    terminal.print('');
  }
  for (const { title, sections } of CHECKLISTS) {
    terminal.print(terminal.style('bold', title));
    for (const section of sections) {
      terminal.print(`  ${section.title}`);
      for (const item of section.items) {
        const { state, detail } = judged(item, findings);
        const says = detail !== '' && (state !== 'good' || verbose) ? `: ${detail}` : '';
        terminal.print(`    ${mark(state)} ${item.text}${says}`);
      }
    }
    terminal.print('');
  }
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  terminal.print(
    `${MARKS.good} good  ${MARKS.advice} to think of  ${MARKS.wrong} to mend  ${MARKS.open} yours to judge`,
  );
  if (wrong === 0) terminal.print(terminal.style('green', '✔ Nothing has to be mended.'));
  else
    terminal.print(terminal.style('red', `✘ ${wrong === 1 ? 'One thing has' : `${wrong} things have`} to be mended.`));
}

/** The worst of what it hangs on. */
function judged({ checks = [], look = '' }: ListItem, findings: Findings): { state: State; detail: string } {
  const some = findings.filter(({ id }) => checks.includes(id));
  const order: readonly State[] = ['wrong', 'open', 'advice', 'good'];
  const worst = order.flatMap((state) => some.find((finding) => finding.state === state) ?? [])[0];
  return worst === undefined ? { state: 'open', detail: look } : { state: worst.state, detail: worst.detail };
}

function mark(state: State): string {
  return terminal.style(COLORS[state], MARKS[state]);
}
