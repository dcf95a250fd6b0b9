/** `flowlang run`: one execution in this process, its steps on standard error, its result on standard output. */
import type { FlowEvent } from '@flowlang/openapi';
import { type Result, resultOf } from '../../engine/result.ts';
import { openEngine } from '../../open-engine.ts';
import { loadConfig } from '../../project/config.ts';
import { readFlows } from '../../project/read-flows.ts';
import { TaskThreads } from '../../tasks/task-threads.ts';
import type { ExitCode } from '../exit-code.ts';
import { flowFiles } from '../flow-files.ts';
import { terminalLogger } from '../logger.ts';
import { explainInputs, follow, planOf, readInputs } from '../one-execution.ts';
import { terminal } from '../terminal.ts';

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
  const plan = reading && planOf(reading, (text) => terminal.note(redact(text)));
  if (plan === undefined) return 2;
  const inputs = await readInputs(options.inputs);
  const { engine, journal } = openEngine(logger, redact);
  let followed = Promise.resolve();
  const onAdmitted = (id: string): void => {
    if (options.json !== true) followed = follow(journal, id, (event) => terminal.note(line(event)));
  };
  try {
    const { finished } = await engine.start(plan, inputs, { onAdmitted });
    const result = resultOf(await finished);
    await followed;
    return show(result, options);
  } catch (thrown) {
    throw explainInputs(thrown, plan.flow);
  }
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
