/** `flowlang doctor` */
import type { Command } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addDoctor(program: Command, end: End): void {
  program
    .command('doctor')
    .description('Look at the environment and the project, and go through what comes before production')
    .argument('[dir]', 'the folder of the project', '.')
    .option('--verbose', 'show all that is good, too, run the tests, and try the server')
    .option('--fix', 'mend what is mechanical: missing files, .gitignore, .env from .env.example')
    .option('--json', 'print it as JSON, and nothing else')
    .addHelpText(
      'after',
      examples(
        'flowlang doctor',
        'flowlang doctor --verbose',
        'flowlang doctor ./my-project --fix',
        'flowlang doctor --json',
      ),
    )
    .action(async (dir, options) => end(await (await import('../commands/doctor.ts')).doctor(dir, options)));
}
