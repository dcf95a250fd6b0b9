/** What commands that run a flow in this process have in common. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { DIAGNOSTICS, type FlowEvent, formatDiagnostic, isTerminal } from '@flowlang/openapi';
import type { Journal } from '../engine/journal.ts';
import { createPlan } from '../engine/plan.ts';
import type { Plan } from '../engine/planned.ts';
import { InvalidInputsError, ProjectError } from '../errors.ts';
import { implementationProgress, pendingText } from '../project/catalog.ts';
import { tasksOf } from '../project/flow-tasks.ts';
import type { FlowReading } from '../project/read-flows.ts';

/**
 * What is to be run; undefined where the flow has errors. All that was found is shown.
 *
 * @throws ProjectError if tasks are not implemented
 */
export function planOf(reading: FlowReading, show: (text: string) => void): Plan | undefined {
  const { checked, obstacles, source } = reading;
  const findings = [...obstacles, ...checked.diagnostics.map((diagnostic) => ({ diagnostic, source }))];
  const errors = findings.filter(({ diagnostic }) => DIAGNOSTICS[diagnostic.code].severity === 'error');
  for (const one of errors) show(`${formatDiagnostic(one.diagnostic, one.source)}\n`);
  if (!checked.ok || errors.length > 0) return undefined;
  const named = tasksOf(checked, reading);
  const pending = named.filter((task) => !task.implemented).map((task) => task.name);
  if (pending.length > 0) {
    const progress = implementationProgress(named.length, named.length - pending.length);
    throw new ProjectError(`${checked.flow.name} waits for ${pendingText(named)} to be implemented: ${progress}.`);
  }
  return createPlan(checked, reading.tasks, reading.tasksOfFile);
}

/** Of a file; `-` is standard input. @throws ProjectError */
export async function readInputs(file: string | undefined): Promise<unknown> {
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

/** Says which inputs of the flow do not fit. */
export function explainInputs(thrown: unknown, flow: string): unknown {
  if (!(thrown instanceof InvalidInputsError)) return thrown;
  const problems = thrown.problems.map(({ path, message }) => `  ${path || '/'} ${message}`);
  return new ProjectError(`The inputs do not fit ${flow}:\n${problems.join('\n')}`);
}

/** Tells events as they come; resolves when the last one is told. */
export function follow(journal: Journal, executionId: string, tell: (event: FlowEvent) => void): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const look = async (): Promise<void> => {
      const events = await journal.read(executionId, seen, Number.MAX_SAFE_INTEGER);
      for (const event of events.filter((one) => one.seq > seen)) {
        seen = event.seq;
        tell(event);
        if (!isTerminal(event)) continue;
        unwatch();
        resolve();
      }
    };
    const unwatch = journal.watch(executionId, () => void look());
  });
}
