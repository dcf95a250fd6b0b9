/** Cases in a file as tests. */
import { FlowLangError } from '../errors.ts';
import { isUnderVitest } from '../project/config.ts';
import { describeRun } from './describe-run.ts';
import { callerOf, findFile } from './find-flow.ts';
import { type CaseOptions, type CaseOutcome, type FixtureFile, loadFixtures, runCases } from './fixtures.ts';

/**
 * Under vitest, makes a test of each case; elsewhere runs them. To be awaited.
 *
 * @param file as for `FlowTest.load`
 * @throws ProjectError that shows what is wrong with the file; without vitest, FlowLangError if a case fails
 */
export async function runFixtures(file: string, options: CaseOptions = {}): Promise<void> {
  const fixtures = await loadFixtures(findFile(file, callerOf(new Error().stack)));
  if (isUnderVitest()) return declare(fixtures, options);
  const failed = (await runCases(fixtures, options)).filter(({ passed }) => !passed);
  if (failed.length > 0) throw failure(failed.map((one) => `${one.case.name}\n${explain(one, fixtures)}`).join('\n\n'));
}

/** vitest is asked for here, and not by whoever runs cases without it. */
async function declare(fixtures: FixtureFile, options: CaseOptions): Promise<void> {
  const { describe, test } = await import('vitest');
  describe(fixtures.file.split(/[\\/]/).at(-1) ?? fixtures.file, () => {
    for (const one of fixtures.cases) {
      test(one.name, async () => {
        const [outcome] = await runCases({ ...fixtures, cases: [one] }, options);
        if (outcome?.passed === false) throw failure(explain(outcome, fixtures));
      });
    }
  });
}

function explain({ case: one, problems, result }: CaseOutcome, { file }: FixtureFile): string {
  const events = result === undefined ? '' : `\n\n${describeRun(result)}`;
  return `${problems.join('\n')}\n  at ${file}:${one.line}${events}`;
}

/** Its stack would show the kit's own lines. */
function failure(message: string): Error {
  const error = new FlowLangError(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}
