/** `flowlang diff`: what changed between two contracts, and whom that breaks. */
import { CONTRACT_RULES, type ContractChange, compareDocuments } from '@flowlang/openapi';
import { ProjectError } from '../../errors.ts';
import { readContract } from '../contract-source.ts';
import type { ExitCode } from '../exit-code.ts';
import { atRevision } from '../git-revision.ts';
import { workflowCommand } from '../reports/github.ts';
import { terminal } from '../terminal.ts';

export interface DiffOptions {
  readonly base?: string;
  readonly format: 'text' | 'json' | 'github';
}

type Changes = readonly ContractChange[];

export async function diff(old: string, after: string | undefined, options: DiffOptions): Promise<ExitCode> {
  const { changes, file } = await (options.base === undefined ? between(old, after) : since(options.base, old, after));
  if (options.format === 'json') printJson(changes);
  else if (options.format === 'github') printGithub(changes, file);
  else printText(changes);
  return changes.some(({ breaks }) => breaks) ? 1 : 0;
}

async function between(old: string, after: string | undefined): Promise<{ changes: Changes; file: string }> {
  if (after === undefined)
    throw new ProjectError(`With what should ${old} be compared? flowlang diff OLD NEW, or flowlang diff --base main.`);
  // One after the other: both load tasks files, and say on standard error what keeps them from it.
  const before = await readContract(old);
  const now = await readContract(after);
  return { changes: compareDocuments(before.document, now.document), file: now.file };
}

async function since(
  revision: string,
  path: string,
  after: string | undefined,
): Promise<{ changes: Changes; file: string }> {
  if (after !== undefined)
    throw new ProjectError('With --base only one path is given: what it was then is the old one.');
  const before = await atRevision(revision, path, readContract);
  const now = await readContract(path);
  return { changes: compareDocuments(before.document, now.document), file: now.file };
}

function printJson(changes: Changes): void {
  const breaking = changes.filter(({ breaks }) => breaks).length;
  const explained = changes.map((change) => ({ ...change, why: CONTRACT_RULES[change.rule].why }));
  terminal.print(JSON.stringify({ breaking, changes: explained }, null, 2));
}

function printGithub(changes: Changes, file: string): void {
  for (const change of changes) {
    const severity = change.breaks ? 'error' : 'notice';
    terminal.print(
      workflowCommand(
        severity,
        { file, title: `Contract: ${change.rule}` },
        `${change.flow ?? 'server'}: ${sentence(change)}`,
      ),
    );
  }
}

function printText(changes: Changes): void {
  const byFlow = Map.groupBy(changes, ({ flow }) => flow ?? 'The server');
  for (const [flow, some] of byFlow) {
    terminal.print(terminal.style('bold', flow));
    for (const change of some)
      terminal.print(`  ${change.breaks ? terminal.style('red', '✘') : '•'} ${sentence(change)}`);
    terminal.print('');
  }
  const breaking = changes.filter(({ breaks }) => breaks).length;
  const [colour, mark] = breaking === 0 ? (['green', '✔'] as const) : (['red', '✘'] as const);
  terminal.print(terminal.style(colour, `${mark} ${summary(changes.length, breaking)}`));
}

function summary(all: number, breaking: number): string {
  if (all === 0) return 'The contract is the same.';
  if (all === 1) return `The only change breaks ${breaking === 0 ? 'no caller' : 'callers'}.`;
  if (breaking === 0) return `${all} changes, and none breaks callers.`;
  return `${breaking} of ${all} changes ${breaking === 1 ? 'breaks' : 'break'} callers.`;
}

function sentence({ rule, breaks, where, message }: ContractChange): string {
  return `${where}: ${message}${breaks ? `. ${CONTRACT_RULES[rule].why}` : ''}`;
}
