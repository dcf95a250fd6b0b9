/** `flowlang init` */
import { type Command, Option } from 'commander';
import type { End } from './end.ts';
import { examples, folder } from './parsers.ts';

/** Written out, so that help does not read the templates; a test holds it equal to them. */
const TEMPLATE_NAMES = ['Basic', 'APIIntegration', 'OrderProcessing', 'DataPipeline'];

export function templateOption(): Option {
  return new Option('--template <template>', 'what to begin with (asked for on a terminal; elsewhere Basic)').choices(
    TEMPLATE_NAMES,
  );
}

export function addInit(program: Command, end: End): void {
  program
    .command('init')
    .description('Make a project: a flow that runs, its tests, and what it takes to deploy it')
    .argument('[dir]', 'its folder, new or empty (default: named after the flow)')
    .addOption(templateOption())
    .option('--name <name>', 'the name of the flow (default: made of that of the folder)')
    .option('--description <text>', "what the flow does (default: the template's own)")
    .option('--multi', 'a project of several flows, in flows/, with what they share in shared/')
    .option('--packages <dir>', 'take flowlang from the packages that are packed in this folder', folder)
    .option('-y, --yes', 'ask nothing, and take the defaults')
    .option('--json', 'print what was made as JSON, and ask nothing')
    .addHelpText(
      'after',
      examples(
        'flowlang init my-project --template APIIntegration --name MyAPI',
        'flowlang init order-processor --name OrderProcessor --description "E-commerce order processing"',
        'flowlang init my-shop --multi --name OrderProcessing --template OrderProcessing',
        'flowlang init',
      ),
    )
    .action(async (dir, options) => end(await (await import('../commands/init.ts')).init(dir, options)));
}
