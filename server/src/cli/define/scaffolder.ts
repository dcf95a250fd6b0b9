/** `flowlang scaffolder` */
import type { Command } from 'commander';
import type { End } from './end.ts';
import { examples, folder } from './parsers.ts';

export function addScaffolder(program: Command, end: End): void {
  const scaffolder = program
    .command('scaffolder')
    .description('Write the files that a flow needs, and bring them up to it; what you wrote is never changed')
    .addHelpText(
      'after',
      examples(
        'flowlang scaffolder scaffold flow.yaml -o ./my-project',
        'flowlang scaffolder update flow.yaml --dry-run',
        'flowlang scaffolder auto flow.yaml',
      ),
    );
  command(scaffolder, 'scaffold', 'Write tasks, tests, server and README of a flow; what is there is kept')
    .option('--dry-run', 'write nothing, and show what would be written')
    .option('--packages <dir>', 'packed packages for a new project, before FlowLang is published', folder)
    .option('--json', 'print what was done as JSON, and nothing else')
    .addHelpText('after', examples('flowlang scaffolder scaffold flow.yaml -o ./my-project'))
    .action(async (flow, options) => end(await (await commands()).scaffold(flow, options)));
  command(scaffolder, 'update', 'Add stubs and tests of new tasks, and renew the README’s section')
    .option('--dry-run', 'write nothing, and show what would be written')
    .option('--json', 'print what was done as JSON, and nothing else')
    .addHelpText(
      'after',
      examples(
        'flowlang scaffolder update flow.yaml -o .',
        'flowlang scaffolder update ./flows',
        'flowlang scaffolder update --dry-run',
      ),
    )
    .action(async (flow, options) => end(await (await commands()).update(flow, options)));
  command(scaffolder, 'auto', 'Update whenever the flow is saved, until Ctrl-C')
    .addHelpText('after', examples('flowlang scaffolder auto flow.yaml -o ./my-project'))
    .action(async (flow, options) => (await import('../commands/scaffolder-auto.ts')).auto(flow, options));
}

function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .argument('[flow]', 'a flow.yaml, its folder, or a folder of such folders', 'flow.yaml')
    .option('-o, --output <dir>', 'the folder of the project (default: that of the flow)', folder);
}

function commands() {
  return import('../commands/scaffolder.ts');
}
