/** Checks a flow, runs it with its test inputs, and shows what came of it and what is different from the last time. */
import type { FlowEvent } from '@flowlang/openapi';
import { formatDiagnostic } from '@flowlang/openapi';
import type { Plan } from '../../engine/planned.ts';
import type { Logger } from '../../engine/ports.ts';
import { type Result, resultOf } from '../../engine/result.ts';
import { openEngine } from '../../open-engine.ts';
import type { Config } from '../../project/config.ts';
import type { FlowFiles } from '../../project/discover.ts';
import type { ReadCache } from '../../project/read-cache.ts';
import { type FlowReading, readFlows } from '../../project/read-flows.ts';
import type { TaskHost } from '../../tasks/registry.ts';
import { explainInputs, follow, planOf, readInputs } from '../one-execution.ts';
import { terminal } from '../terminal.ts';
import { showDifference } from './difference.ts';
import type { Round } from './rounds.ts';

/** What all rounds have in common. */
export interface Workshop {
  /** As they are now: a tasks file may come. */
  readonly files: () => FlowFiles;
  readonly config: Config;
  readonly logger: Logger;
  readonly cache: ReadCache;
  readonly host: TaskHost;
}

export function inputsRound(workshop: Workshop, inputsFile: string | undefined): Round {
  const { redact } = workshop.config;
  let last: object | undefined;
  return async (signal) => {
    const files = workshop.files();
    const { cache, host } = workshop;
    const [reading] = await readFlows([files], { base: process.cwd(), folder: files.dir, cache, host });
    if (reading === undefined || signal.aborted) return;
    showWarnings(reading, redact);
    const plan = planOf(reading, (text) => terminal.print(redact(text)));
    if (plan === undefined) return terminal.print(terminal.style('red', `✘ ${reading.source.file} has errors`));
    const result = await execute(plan, await readInputs(inputsFile), workshop, signal);
    if (signal.aborted) return;
    show(result);
    const comparable = shown(result);
    if (last !== undefined) await showDifference(last, comparable);
    last = comparable;
  };
}

function showWarnings({ checked, source }: FlowReading, redact: Config['redact']): void {
  // Errors are shown by whoever makes the plan.
  if (!checked.ok) return;
  const color = terminal.hasColor;
  for (const one of checked.diagnostics) terminal.print(redact(`${formatDiagnostic(one, source, { color })}\n`));
}

async function execute(
  plan: Plan,
  inputs: unknown,
  { logger, config }: Workshop,
  signal: AbortSignal,
): Promise<Result> {
  const { engine, journal } = openEngine(logger, config.redact);
  const stop = (): void => void engine.drain(0);
  let followed = Promise.resolve();
  const onAdmitted = (id: string): void => {
    followed = follow(journal, id, (event) => {
      if (!signal.aborted) showStep(event);
    });
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { finished } = await engine.start(plan, inputs, { onAdmitted });
    const last = await finished;
    await followed;
    return resultOf(last);
  } catch (thrown) {
    throw explainInputs(thrown, plan.flow);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function showStep(event: FlowEvent): void {
  if (event.step_id === null) return;
  const name = `${event.step_id}${event.task === undefined || event.task === event.step_id ? '' : ` (${event.task})`}`;
  if (event.type === 'step_completed') line(terminal.style('green', '✔'), name, `${event.duration_ms.toFixed(1)} ms`);
  else if (event.type === 'step_failed')
    line(terminal.style('red', '✘'), name, `${event.error.type}: ${event.error.message}`);
  else if (event.type === 'step_skipped') line('-', name, 'skipped');
  else if (event.type === 'step_cancelled') line('-', name, 'cancelled');
  else if (event.type === 'step_retrying')
    line('↻', name, `once more after ${event.error.type}: ${event.error.message}`);
  else if (event.type === 'step_waiting') line('…', name, 'waits');
}

function line(sign: string, name: string, what: string): void {
  terminal.print(`  ${sign} ${name.padEnd(32)} ${what}`);
}

/** Without what is another in each run. */
function shown(result: Result): object {
  const { execution_id: _id, execution_time_ms: _ms, ...rest } = result;
  return rest;
}

function show(result: Result): void {
  const took = `${result.execution_time_ms.toFixed(1)} ms`;
  if (result.success) {
    const early = result.terminated ? `, ended early: ${result.termination_reason ?? 'no reason given'}` : '';
    terminal.print(terminal.style('green', `✔ ${result.flow} completed in ${took}${early}`));
    terminal.print(JSON.stringify(result.outputs, null, 2));
  } else {
    const { error, flow } = result;
    const where = error.step_id === undefined ? '' : ` at ${error.step_id}`;
    terminal.print(terminal.style('red', `✘ ${flow} failed after ${took}${where}: ${error.type}: ${error.message}`));
  }
}
