/** `flowlang completions`: made from the same definitions as the help, so that both know the same words. */
import type { Command } from 'commander';
import { bashScript } from '../completions/bash.ts';
import { fishScript } from '../completions/fish.ts';
import { zshScript } from '../completions/zsh.ts';
import { outlineOf } from '../outline.ts';
import { terminal } from '../terminal.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completions(program: Command, shell: keyof typeof SCRIPTS): void {
  terminal.print(SCRIPTS[shell](outlineOf(program)).trimEnd());
}
