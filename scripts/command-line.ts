/** docs/command-line.md: the reference of the command line, from the definitions that the help is made of. */
import { CONTRACT_RULES } from '@flowlang/openapi';
import { type CommandOutline, type OptionOutline, outlineOf, type ValueOutline } from '../server/dist/cli/outline.js';
import { createProgram } from '../server/dist/cli/program.js';

const HEAD = `# The command line

This page is written by \`npm run generate\` from the same definitions as the help: \`flowlang --help\`, \`flowlang COMMAND --help\`.

In a project: \`npx flowlang …\`. Results go to standard output, all else to standard error. A mistyped command, option or choice ends with 2, and says what was meant.

| exit code | |
|---|---|
| 0 | it is done |
| 1 | the answer is no: a flow is not valid, an execution failed, a file is stale, a change breaks callers, something has to be mended |
| 2 | it could not be tried: a mistyped option, a missing file, a port in use |

| variable | |
|---|---|
| \`NO_COLOR\` | no colour, also on a terminal; in a pipe there is none anyway |
| \`FORCE_COLOR\` | colour, also in a pipe |
| \`NODE_ENV\` | \`production\`: no hot reload, and callers are shown less of what went wrong |
| \`.env\` | read from the folder of the project, before anything of it runs; what the environment says already goes first |
`;

/** What a command has besides its options. */
const MORE: Readonly<Record<string, () => string>> = {
  diff: () => `What callers send may only become wider, what they are answered only narrower. Names by which they tell things apart
(flows, events, steps, error codes) are an open list: a caller passes over one that it does not know, but waits in vain for one
that is gone. Of events that holds step by step: which kinds a step sends, and by what is known of its id where a loop makes it
(\`ship_…\`). Payloads are compared by the name of their event.

Of what an execution or a step *shows* of its inputs, what differs just as the inputs differ is not told: it follows from what was
sent. The rest is judged as an answer: what is sensitive, and which names and types a step is given, though not the literals in
its text. Two things are not seen: whether null is a value of a sensitive input, and which of several steps that wait for one event
takes which payload. The rule of a change is its \`rule\` in JSON:

| rule | breaks | because |
|---|---|---|
${Object.entries(CONTRACT_RULES)
  .map(([rule, { breaks, why }]) => `| \`${rule}\` | ${WHOM[breaks]} | ${why} |`)
  .join('\n')}
`,
  generate:
    () => `In the document \`x-flowlang-flows\` says for each flow which schemas are its own (\`inputs\`, \`outputs\`, \`result\`,
\`event\`, and the payloads that it \`awaits\`): clients and mocks are generated from it, and \`diff\` reads it. Other tools may
pass over it.
`,
  doctor:
    () => `\`--verbose\` runs the tests, and asks a server of its own on a free port. \`--fix\` writes files that are missing,
lines of \`.gitignore\`, and \`.env\` from \`.env.example\`; nothing that is there is changed otherwise. It prints the two
lists that a project goes through before production: ✔ and ✘ are checked, ○ is yours to judge.
`,
  completions:
    () => `They know commands, options, the choices of both, and where a file is wanted. In zsh the folder must be in \`fpath\`
before \`compinit\`; \`source <(flowlang completions zsh)\` after it does as well.
`,
};

const WHOM = { always: 'all', requests: 'in what is sent', answers: 'in what is answered', never: 'nobody' } as const;

export function commandLineGuide(): string {
  const [program, ...commands] = outlineOf(createProgram(() => {}));
  const rows = (program?.subcommands ?? []).map(
    ({ name, description }) => `| [\`${name}\`](#flowlang-${name}) | ${cell(description)} |`,
  );
  return [HEAD, `| command | |\n|---|---|\n${rows.join('\n')}\n`, ...commands.map(section)].join('\n');
}

function section(command: CommandOutline): string {
  const { path, description, usage } = command;
  const values = [...command.arguments.map(argumentRow), ...command.options.map(optionRow)];
  const level = path.includes(' ') ? '###' : '##';
  return [
    `${level} flowlang ${path}\n\n${description.replaceAll('<', '\\<')}.\n`,
    `    ${usage}\n`,
    ...(values.length === 0 ? [] : [`| | | default |\n|---|---|---|\n${values.join('\n')}\n`]),
    ...(MORE[path] === undefined ? [] : [MORE[path]()]),
    `\`\`\`bash\n${examplesIn(command).join('\n')}\n\`\`\`\n`,
  ].join('\n');
}

function argumentRow(one: ValueOutline): string {
  return row(one.required ? `<${one.name}>` : `[${one.name}]`, one);
}

function optionRow(one: OptionOutline): string {
  return row(one.flags, one);
}

function row(name: string, { description, choices, default: value = '' }: ValueOutline): string {
  const choice = choices.length === 0 ? '' : ` (${choices.map((one) => `\`${one}\``).join(', ')})`;
  return `| \`${cell(name)}\` | ${cell(description)}${choice} | ${value === '' ? '' : `\`${cell(value)}\``} |`;
}

function examplesIn({ after }: CommandOutline): readonly string[] {
  return after
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim());
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
