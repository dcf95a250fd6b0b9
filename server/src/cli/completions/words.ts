/** What may come at a place of the command line. */
import type { CommandOutline, OptionOutline, ValueOutline } from '../outline.ts';

export const HELP: OptionOutline = {
  name: '',
  flags: '-h, --help',
  long: '--help',
  description: 'display help for command',
  choices: [],
  default: undefined,
  required: false,
  takesValue: false,
  isFile: false,
};

/** Commands below a command, and the choices of its arguments. */
export function wordsOf({ subcommands, arguments: values }: CommandOutline): readonly string[] {
  return [...subcommands.map(({ name }) => name), ...values.flatMap(({ choices }) => choices)];
}

export function takesFiles({ arguments: values }: CommandOutline): boolean {
  return values.some(({ isFile }) => isFile);
}

export function optionsOf({ options }: CommandOutline): readonly OptionOutline[] {
  return options.some(({ long }) => long === HELP.long) ? options : [...options, HELP];
}

/** The spellings of an option: `-o` and `--output`. */
export function spellings({ flags }: OptionOutline): readonly string[] {
  return flags.match(/(?<![\w-])--?[a-z][\w-]*/g) ?? [];
}

/** What completes a value: its choices, files, or nothing that a shell knows. */
export function kindOf({ choices, isFile }: ValueOutline): 'choices' | 'files' | 'nothing' {
  if (choices.length > 0) return 'choices';
  return isFile ? 'files' : 'nothing';
}
