/** Runs the cases of a fixtures file, and shows which of them hold. */
import path from 'node:path';
import { type CaseOutcome, loadFixtures, runCases } from '../../testing/fixtures.ts';
import { terminal } from '../terminal.ts';
import type { Workshop } from './inputs-round.ts';
import type { Round } from './rounds.ts';

export function fixtureRound({ files, config }: Workshop, fixtures: string): Round {
  let last = new Map<string, boolean>();
  return async (signal) => {
    const { flowFile, tasksFile } = files();
    const given = { flow: flowFile, ...(tasksFile !== undefined && { tasks: tasksFile }) };
    const outcomes = await runCases(await loadFixtures(path.resolve(fixtures)), given);
    if (signal.aborted) return;
    for (const outcome of outcomes) show(outcome, last, config.redact);
    const failed = outcomes.filter(({ passed }) => !passed).length;
    const of = outcomes.length === 1 ? '1 case passes' : `${outcomes.length} cases pass`;
    const summary = `${outcomes.length - failed} of ${of}`;
    terminal.print(terminal.style(failed === 0 ? 'green' : 'red', `${failed === 0 ? '✔' : '✘'} ${summary}`));
    last = new Map(outcomes.map((outcome) => [outcome.case.name, outcome.passed]));
  };
}

function show(outcome: CaseOutcome, last: ReadonlyMap<string, boolean>, redact: (text: string) => string): void {
  const { case: one, passed, problems, took_ms } = outcome;
  const before = last.get(one.name);
  const news = before === undefined || before === passed ? '' : passed ? ' (it failed before)' : ' (it passed before)';
  const sign = passed ? terminal.style('green', '✔') : terminal.style('red', '✘');
  terminal.print(`  ${sign} ${one.name}  ${took_ms.toFixed(1)} ms${news}`);
  for (const problem of problems) terminal.print(redact(`      ${problem.replaceAll('\n', '\n      ')}`));
}
