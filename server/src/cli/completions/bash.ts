import type { CommandOutline } from '../outline.ts';
import { kindOf, optionsOf, spellings, takesFiles, wordsOf } from './words.ts';

/** Works in bash 3.2 and newer. */
export function bashScript(commands: readonly CommandOutline[]): string {
  return `# Completions of flowlang for bash. Written by: flowlang completions bash
_flowlang() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} place= i
  local words= options= files=
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$place \${COMP_WORDS[i]}" in
${commands.flatMap(descent).join('\n')}
    esac
  done
  case "$place $prev" in
${commands.flatMap(values).join('\n')}
  esac
  case "$place" in
${commands.map(place).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [[ -n $files ]] && _flowlang_files
}
_flowlang_files() {
  local IFS=$'\\n'
  COMPREPLY+=($(compgen -f -- "$cur"))
  compopt -o filenames 2> /dev/null
}
complete -F _flowlang flowlang
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
      const kind = kindOf(option);
      const choices = `COMPREPLY=($(compgen -W "${option.choices.join(' ')}" -- "$cur"))`;
      const does = { choices: `${choices}; return`, files: '_flowlang_files; return', nothing: 'return' }[kind];
      return `    ${pattern}) ${does} ;;`;
    });
}

function place(command: CommandOutline): string {
  const options = optionsOf(command)
    .flatMap(spellings)
    .filter((one) => one.startsWith('--'));
  const files = takesFiles(command) ? '; files=yes' : '';
  return `    "${command.path}") words="${wordsOf(command).join(' ')}"; options="${options.join(' ')}"${files} ;;`;
}
