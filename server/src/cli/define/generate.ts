/** `flowlang generate` */
import { Argument, type Command } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addGenerate(program: Command, end: End): void {
  program
    .command('generate')
    .description('Write the OpenAPI document, the types of a client, or mock handlers for a front end')
    .addArgument(new Argument('<what>', 'what to write').choices(['openapi', 'client', 'python', 'msw']))
    .argument('[dir]', 'the project', '.')
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--check', 'write nothing, and fail if the file is stale')
    .addHelpText(
      'after',
      examples(
        'flowlang generate openapi . -o openapi.yaml',
        'flowlang generate client ./flows -o src/flowlang.gen.ts',
        'flowlang generate python . -o flows.py --check',
        'flowlang generate msw ./flows -o src/mocks.gen.ts',
      ),
    )
    .action(async (what, dir, options) =>
      end(await (await import('../commands/generate.ts')).generate(what, dir, options)),
    );
}
