/** `flowlang run`: one execution in this process, its steps on standard error, its result on standard output. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { DIAGNOSTICS, type FlowEvent, formatDiagnostic, isTerminal } from '@flowlang/openapi';
import type { Journal } from '../../engine/journal.ts';
import { createPlan } from '../../engine/plan.ts';
import type { Plan } from '../../engine/planned.ts';
import { type Result, resultOf } from '../../engine/result.ts';
import { InvalidInputsError, ProjectError } from '../../errors.ts';
import { openEngine } from '../../open-engine.ts';
import { implementationProgress } from '../../project/catalog.ts';
import { loadConfig } from '../../project/config.ts';
import { tasksOf } from '../../project/flow-tasks.ts';
import { type FlowReading, readFlows } from '../../project/read-flows.ts';
import { TaskThreads } from '../../tasks/task-threads.ts';
import type { ExitCode } from '../exit-code.ts';
import { flowFiles } from '../flow-files.ts';
import { terminal, terminalLogger } from '../terminal.ts';

export interface RunOptions {
  readonly tasksFile?: string;
  readonly inputs?: string;
  readonly json?: boolean;
}

export async function run(file: string, options: RunOptions): Promise<ExitCode> {
  const files = flowFiles(file, options.tasksFile);
  const { redact } = loadConfig({ projectDir: files.dir });
  const logger = terminalLogger(redact);
  const host = { threads: new TaskThreads(logger) };
  const [reading] = await readFlows([files], { base: process.cwd(), folder: files.dir, host });
  const plan = reading && planOf(reading, redact);
  if (plan === undefined) return 2;
  const inputs = await readInputs(options.inputs);
  const { engine, journal } = openEngine(logger, redact);
  let followed = Promise.resolve();
  const onAdmitted = (id: string): void => {
    if (options.json !== true) followed = follow(journal, id);
  };
  try {
    const { finished } = await engine.start(plan, inputs, { onAdmitted });
    const result = resultOf(await finished);
    await followed;
    return show(result, options);
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputsError)) throw thrown;
    const problems = thrown.problems.map(({ path, message }) => `  ${path || '/'} ${message}`);
    throw new ProjectError(`The inputs do not fit ${plan.flow}:\n${problems.join('\n')}`);
  }
}

function planOf(reading: FlowReading, redact: (text: string) => string): Plan | undefined {
  const { checked, obstacles, source } = reading;
  const findings = [...obstacles, ...checked.diagnostics.map((diagnostic) => ({ diagnostic, source }))];
  const errors = findings.filter(({ diagnostic }) => DIAGNOSTICS[diagnostic.code].severity === 'error');
  for (const one of errors) terminal.note(`${redact(formatDiagnostic(one.diagnostic, one.source))}\n`);
  if (!checked.ok || errors.length > 0) return undefined;
  const named = tasksOf(checked, reading);
  const pending = named.filter((task) => !task.implemented).map((task) => task.name);
  if (pending.length > 0) {
    const progress = implementationProgress(named.length, named.length - pending.length);
    throw new ProjectError(`${checked.flow.name} waits for ${pending.join(', ')} to be implemented: ${progress}.`);
  }
  return createPlan(checked, reading.tasks, reading.tasksOfFile);
}

async function readInputs(file: string | undefined): Promise<unknown> {
  if (file === undefined) return {};
  const isPipe = file === '-';
  if (!isPipe && !existsSync(file)) throw new ProjectError(`There is no file ${file}.`);
  try {
    return JSON.parse(isPipe ? await readAll(process.stdin) : await readFile(file, 'utf8'));
  } catch (thrown) {
    const name = isPipe ? 'Standard input' : file;
    throw new ProjectError(`${name} cannot be read as JSON: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

/** Prints events as they come; resolves when the last one is printed. */
function follow(journal: Journal, executionId: string): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const look = async (): Promise<void> => {
      const events = await journal.read(executionId, seen, Number.MAX_SAFE_INTEGER);
      for (const event of events.filter((one) => one.seq > seen)) {
        seen = event.seq;
        terminal.note(line(event));
        if (!isTerminal(event)) continue;
        unwatch();
        resolve();
      }
    };
    const unwatch = journal.watch(executionId, () => void look());
  });
}

function line(event: FlowEvent): string {
  const took = 'duration_ms' in event ? ` (${event.duration_ms.toFixed(1)} ms)` : '';
  const error = 'error' in event ? `: ${event.error.type}: ${event.error.message}` : '';
  return `${String(event.seq).padStart(4)}  ${event.type.padEnd(15)} ${event.step_id ?? event.flow}${took}${error}`;
}

function show(result: Result, { json }: RunOptions): ExitCode {
  if (json === true) terminal.print(JSON.stringify(result));
  else if (result.success) terminal.print(JSON.stringify(result.outputs, null, 2));
  return result.success ? 0 : 1;
}
