/** `flowlang add flow` */
import type { Command } from 'commander';
import type { End } from './end.ts';
import { templateOption } from './init.ts';
import { examples } from './parsers.ts';

export function addAdd(program: Command, end: End): void {
  const add = program
    .command('add')
    .description('Add to a project of several flows')
    .addHelpText('after', examples('flowlang add flow OrderProcessing', 'flowlang add flow --help'));
  add
    .command('flow')
    .description('Add a flow, in flows/<name>/')
    .argument('<name>', 'the name of the flow, such as OrderProcessing')
    .addOption(templateOption())
    .option('--description <text>', "what the flow does (default: the template's own)")
    .option('-y, --yes', 'ask nothing, and take the defaults')
    .option('--json', 'print what was added as JSON, and ask nothing')
    .addHelpText(
      'after',
      examples(
        'flowlang add flow OrderProcessing --template OrderProcessing',
        'flowlang add flow UserManagement --description "Users and their rights"',
      ),
    )
    .action(async (name, options) =>
      end(await (await import('../commands/add-flow.ts')).addFlowCommand(name, options)),
    );
}
