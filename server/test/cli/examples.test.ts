/** Every example that help shows is one that the command line takes. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { type CommandOutline, outlineOf } from '../../src/cli/outline.ts';
import { createProgram } from '../../src/cli/program.ts';

const outlines = outlineOf(createProgram(() => {}));

describe('the examples of help', () => {
  it.each(outlines.map((outline) => [`flowlang ${outline.path}`.trim(), outline] as const))(
    '%s has some',
    (_name, outline) => {
      expect(examplesIn(outline)).not.toEqual([]);
    },
  );

  it.each(outlines.flatMap(examplesIn))('%s', async (line) => {
    const taken: string[] = [];
    const program = createProgram(() => {});
    for (const command of withAll(program)) {
      const isLeaf = command.commands.length === 0;
      if (isLeaf) command.action(() => void taken.push(command.name()));
      command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
    }
    const isHelp = line.includes('--help');
    const run = program.parseAsync(wordsOf(line), { from: 'user' });
    if (isHelp) await expect(run).rejects.toMatchObject({ code: 'commander.helpDisplayed' });
    else await run;
    expect(taken).toHaveLength(isHelp ? 0 : 1);
  });
});

function examplesIn({ after }: CommandOutline): readonly string[] {
  return after
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('flowlang '));
}

function withAll(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withAll)];
}

/** Of the command itself: not what a shell does with its output. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  const end = words.findIndex((word) => /^(\||>|>>|&)$/.test(word));
  return words.slice(1, end < 0 ? undefined : end).map((word) => word.replaceAll('"', ''));
}
