/** `flowlang run`: one execution in this process, its steps on standard error, its result on standard output. */
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { DIAGNOSTICS, type FlowEvent, formatDiagnostic, isTerminal, type TerminalEvent } from '@flowlang/openapi';
import { createPlan, type Plan } from '../../engine/plan.ts';
import type { Journal } from '../../engine/ports.ts';
import { InvalidInputsError, ProjectError } from '../../errors.ts';
import { openEngine } from '../../open-engine.ts';
import { loadConfig } from '../../project/config.ts';
import { type FlowReading, readFlow } from '../../project/read-flow.ts';
import { flowFiles } from '../flow-files.ts';
import type { ExitCode } from '../exit-code.ts';
import { terminal, terminalLogger } from '../terminal.ts';

export interface RunOptions {
  readonly tasksFile?: string;
  readonly inputs?: string;
  readonly json?: boolean;
}

export async function run(file: string, options: RunOptions): Promise<ExitCode> {
  const files = flowFiles(file, options.tasksFile);
  const { redact } = loadConfig({ projectDir: files.dir });
  const plan = planOf(await readFlow(files, process.cwd()));
  if (plan === undefined) return 2;
  const inputs = await readInputs(options.inputs);
  const { engine, journal } = openEngine(terminalLogger(redact), redact);
  const onAdmitted = (id: string) => (options.json === true ? undefined : void follow(journal, id));
  try {
    const { finished } = await engine.start(plan, inputs, { onAdmitted });
    return show(await finished, options);
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputsError)) throw thrown;
    const problems = thrown.problems.map(({ path, message }) => `  ${path || '/'} ${message}`);
    throw new ProjectError(`The inputs do not fit ${plan.flow}:\n${problems.join('\n')}`);
  }
}

function planOf({ checked, obstacles, source, tasks }: FlowReading): Plan | undefined {
  const findings = [...obstacles, ...checked.diagnostics.map((diagnostic) => ({ diagnostic, source }))];
  const errors = findings.filter(({ diagnostic }) => DIAGNOSTICS[diagnostic.code].severity === 'error');
  for (const one of errors) terminal.note(`${formatDiagnostic(one.diagnostic, one.source)}\n`);
  return checked.ok && errors.length === 0 ? createPlan(checked, tasks) : undefined;
}

async function readInputs(file: string | undefined): Promise<unknown> {
  if (file === undefined) return {};
  try {
    return JSON.parse(file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8'));
  } catch (thrown) {
    throw new ProjectError(`${file} cannot be read as JSON: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

/** Prints events as they come. */
function follow(journal: Journal, executionId: string): void {
  let seen = 0;
  const look = async (): Promise<void> => {
    const events = await journal.read(executionId, seen, Number.MAX_SAFE_INTEGER);
    for (const event of events.filter((one) => one.seq > seen)) {
      seen = event.seq;
      terminal.note(line(event));
      if (isTerminal(event)) unwatch();
    }
  };
  const unwatch = journal.watch(executionId, () => void look());
}

function line(event: FlowEvent): string {
  const took = 'duration_ms' in event ? ` (${event.duration_ms.toFixed(1)} ms)` : '';
  const error = 'error' in event ? `: ${event.error.type}: ${event.error.message}` : '';
  return `${String(event.seq).padStart(4)}  ${event.type.padEnd(15)} ${event.step_id ?? event.flow}${took}${error}`;
}

function show(last: TerminalEvent, { json }: RunOptions): ExitCode {
  if (json === true) terminal.print(JSON.stringify(last));
  else if (last.type === 'flow_completed') terminal.print(JSON.stringify(last.outputs, null, 2));
  return last.type === 'flow_completed' ? 0 : 1;
}
