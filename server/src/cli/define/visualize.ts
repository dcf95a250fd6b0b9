/** `flowlang visualize` */
import { type Command, Option } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addVisualize(program: Command, end: End): void {
  program
    .command('visualize')
    .description('Draw a flow')
    .argument('[file]', 'the flow', 'flow.yaml')
    .addOption(
      new Option(
        '--format <format>',
        'mermaid is text, html a page, svg a picture (default: what the name of the output says, else mermaid)',
      ).choices(['mermaid', 'html', 'svg']),
    )
    .option('-o, --output <file>', 'where to write it (default: to the terminal)')
    .addHelpText(
      'after',
      examples(
        'flowlang visualize',
        'flowlang visualize flow.yaml -o flow.html',
        'flowlang visualize --format svg > flow.svg',
      ),
    )
    .action(async (file, options) => end(await (await import('../commands/visualize.ts')).visualize(file, options)));
}
