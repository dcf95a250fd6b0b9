/** `flowlang status`, and what `node flow.ts` prints: which tasks are done. */
import { FlowLangError } from '../../errors.ts';
import { type FlowStatus, progressOf, readStatus } from '../../project/flow-status.ts';
import type { ExitCode } from '../exit-code.ts';
import { locationOf } from '../flow-files.ts';
import { terminal } from '../terminal.ts';

export interface StatusOptions {
  readonly json?: boolean;
}

export async function status(dir: string, { json }: StatusOptions = {}): Promise<ExitCode> {
  const location = locationOf(dir);
  const flows = await readStatus(location);
  if (json === true) terminal.print(JSON.stringify(asJson(flows), null, 2));
  else show(flows, 'projectDir' in location);
  return flows.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

/** The same as a program of its own. A mistake of the person is told, not thrown. */
export async function printStatusOf(dir: string): Promise<ExitCode> {
  let code: ExitCode = 2;
  try {
    code = await status(dir);
  } catch (thrown) {
    if (!(thrown instanceof FlowLangError)) throw thrown;
    terminal.note(thrown.message);
  }
  await terminal.flush();
  return code;
}

function show(flows: readonly FlowStatus[], isSingle: boolean): void {
  for (const flow of flows) {
    const { tasks, problem } = flow;
    const heading = isSingle ? '' : `${flow.flow}  `;
    if (problem !== undefined) {
      terminal.print(terminal.style('red', `${heading}✘ ${problem}`));
      terminal.note(`Run flowlang validate ${flow.file} to see all mistakes.`);
      continue;
    }
    terminal.print(`${heading}Progress: ${progressOf([flow])}`);
    const width = Math.max(0, ...(tasks ?? []).map(({ name }) => name.length));
    for (const { name, implemented, nearest, description = nearest && `did you mean ${nearest}?` } of tasks ?? []) {
      const mark = implemented ? terminal.style('green', '✔ done ') : terminal.style('yellow', '○ to do');
      const says = description === undefined ? '' : `  ${terminal.style('dim', description)}`;
      terminal.print(`  ${mark}  ${name.padEnd(says === '' ? 0 : width)}${says}`);
    }
  }
  if (!isSingle)
    terminal.print(`Progress: ${progressOf(flows)} in ${flows.length === 1 ? 'one flow' : `${flows.length} flows`}`);
}

function asJson(flows: readonly FlowStatus[]): object {
  const counted = flows.map((flow) => {
    const { tasks = [] } = flow;
    const pending = tasks.filter((task) => !task.implemented).map((task) => task.name);
    return { ...flow, progress: progressOf([flow]), pending };
  });
  return { progress: progressOf(flows), pending: counted.flatMap(({ pending }) => pending), flows: counted };
}
