import type { CommandOutline } from '../outline.ts';
import { kindOf, optionsOf, spellings, takesFiles } from './words.ts';

export function fishScript(commands: readonly CommandOutline[]): string {
  return `# Completions of flowlang for fish. Written by: flowlang completions fish
complete -c flowlang -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf(command: CommandOutline): readonly string[] {
  const line = (rest: string): string => `complete -c flowlang -n ${quote(condition(command))} ${rest}`;
  return [
    ...command.subcommands.map(({ name, description }) => line(`-a ${name} -d ${quote(description)}`)),
    ...command.arguments.flatMap(({ choices }) => (choices.length > 0 ? [line(`-a ${quote(choices.join(' '))}`)] : [])),
    ...(takesFiles(command) ? [line('-F')] : []),
    ...optionsOf(command).map((option) => {
      const names = spellings(option).map((one) =>
        one.startsWith('--') ? `-l ${one.slice(2)}` : `-s ${one.slice(1)}`,
      );
      const values = { choices: ` -x -a ${quote(option.choices.join(' '))}`, files: ' -r -F', nothing: ' -x' };
      const value = option.takesValue ? values[kindOf(option)] : '';
      return line(`${names.join(' ')}${value} -d ${quote(option.description)}`);
    }),
  ];
}

/** Where the command line stands: at this command, and at none of those below it. */
function condition({ path, subcommands }: CommandOutline): string {
  const below = subcommands.map(({ name }) => name).join(' ');
  const none = below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`];
  const seen = path === '' ? [] : path.split(' ').map((name) => `__fish_seen_subcommand_from ${name}`);
  return [...seen, ...none].join('; and ');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
