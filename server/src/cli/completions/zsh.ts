import type { CommandOutline } from '../outline.ts';
import { kindOf, optionsOf, spellings, takesFiles } from './words.ts';

/** As a file `_flowlang` in the `fpath`, or evaluated. */
export function zshScript(commands: readonly CommandOutline[]): string {
  return `#compdef flowlang
# Completions of flowlang for zsh. Written by: flowlang completions zsh
_flowlang() {
  local place= i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$place \${words[i]}" in
${commands.flatMap(descent).join('\n')}
    esac
  done
  case "$place \${words[CURRENT-1]}" in
${commands.flatMap(values).join('\n')}
  esac
  case "$place" in
${commands.map(place).join('\n')}
  esac
}
if [[ $funcstack[1] == _flowlang ]]; then
  _flowlang "$@"
else
  compdef _flowlang flowlang
fi
`;
}

function descent({ path, subcommands }: CommandOutline): readonly string[] {
  return subcommands.map(({ name }) => `      "${path} ${name}") place="${`${path} ${name}`.trim()}" ;;`);
}

function values({ path, options }: CommandOutline): readonly string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map((option) => {
      const pattern = spellings(option)
        .map((spelling) => `"${path} ${spelling}"`)
        .join('|');
      const choices = `compadd -- ${option.choices.join(' ')}; return`;
      const does = { choices, files: '_files; return', nothing: `_message ${quote(option.description)}; return` };
      return `    ${pattern}) ${does[kindOf(option)]} ;;`;
    });
}

function place(command: CommandOutline): string {
  const options = optionsOf(command).flatMap((option) => {
    const long = spellings(option).filter((one) => one.startsWith('--'));
    return long.map((one) => entry(one, option.description));
  });
  const words = [
    ...command.subcommands.map(({ name, description }) => entry(name, description)),
    ...command.arguments.flatMap(({ choices }) => choices.map((choice) => quote(choice))),
  ];
  return `    "${command.path}")
      if [[ $PREFIX == -* ]]; then
        found=(${options.join(' ')})
        _describe option found
        return
      fi
      found=(${words.join(' ')})
      (( $#found )) && _describe word found
${takesFiles(command) ? '      _files\n' : ''}      ;;`;
}

function entry(word: string, description: string): string {
  return quote(`${word}:${description}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
