/** `flowlang completions` */
import { Argument, type Command } from 'commander';
import { examples } from './parsers.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function addCompletions(program: Command): void {
  program
    .command('completions')
    .description('Print what a shell needs to complete commands, options and their values')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples(
        'flowlang completions bash >> ~/.bashrc',
        'flowlang completions zsh > ~/.zsh/completions/_flowlang',
        'flowlang completions fish > ~/.config/fish/completions/flowlang.fish',
      ),
    )
    .action(async (shell) => (await import('../commands/completions.ts')).completions(program, shell));
}
