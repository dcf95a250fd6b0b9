/** Runs the command line. */
import { CommanderError } from 'commander';
import { FlowLangError } from '../errors.ts';
import type { ExitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { terminal } from './terminal.ts';

/** Runs one command; resolves when all that it printed is written. It never throws. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    code = await explain(thrown);
  }
  await terminal.flush();
  return code;
}

async function explain(thrown: unknown): Promise<ExitCode> {
  if (thrown instanceof CommanderError) {
    // Commander has said it already, but for what was meant by a choice that there is not.
    const meant = await choiceMeant(thrown.message);
    if (meant !== undefined) terminal.note(`(Did you mean ${meant}?)`);
    return thrown.exitCode === 0 ? 0 : 2;
  }
  terminal.note(thrown instanceof FlowLangError ? `flowlang: ${thrown.message}` : ownMistake(thrown));
  return 2;
}

function ownMistake(thrown: unknown): string {
  return `flowlang failed, and that is a mistake of its own: ${thrown instanceof Error ? thrown.stack : thrown}`;
}

async function choiceMeant(message: string): Promise<string | undefined> {
  const [, given, choices] = /'([^']*)' is invalid.*Allowed choices are (.*)\.$/.exec(message) ?? [];
  if (given === undefined || choices === undefined) return undefined;
  const { closest } = await import('@flowlang/openapi/language');
  return closest(given, choices.split(', '));
}
