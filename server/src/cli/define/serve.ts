/** `flowlang serve` */
import { type Command, Option } from 'commander';
import { LOG_LEVELS } from '../log-levels.ts';
import { duration, examples, folder, journalChoice, proxies, wholeNumber } from './parsers.ts';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Serve the flows of a project over HTTP')
    .addOption(
      new Option('--project <dir>', 'a folder with one flow.yaml (default: this folder)')
        .argParser(folder)
        .conflicts('multi'),
    )
    .option('--multi <dir>', 'a folder whose folders have a flow.yaml each', folder)
    .option('--host <host>', 'the address to listen on', 'localhost')
    .option('--port <port>', 'the port to listen on; 0 takes any that is free', wholeNumber(0, 65_535), 8000)
    .option('--workers <number>', 'processes that serve together, on one port with one journal', wholeNumber(1, 128), 1)
    .option('--journal <journal>', 'where executions are kept: sqlite, sqlite:PATH or memory', journalChoice, 'sqlite')
    .addOption(
      new Option('--durability <level>', 'full survives a power cut, normal is faster; both survive the process')
        .choices(['full', 'normal'])
        .default('full'),
    )
    .addOption(
      new Option('--keep <time>', 'how long executions are kept after their end, such as 12h or 7d')
        .argParser(duration)
        .default(duration('7d'), '7d'),
    )
    .option('--keep-count <number>', 'how many ended executions are kept', wholeNumber(0, 1e9), 100_000)
    .option('--max-concurrency <number>', 'executions that run at a time; as many more wait', wholeNumber(1, 1e6), 1000)
    .option(
      '--max-unfinished <number>',
      'executions that have not ended, those that wait included',
      wholeNumber(1, 1e9),
      250_000,
    )
    .addOption(
      new Option('--max-time <time>', 'how long one execution may take, waits included')
        .argParser(duration)
        .default(duration('365d'), '365d'),
    )
    .option('--max-steps <number>', 'how many steps one execution may take', wholeNumber(1, 1e9), 1_000_000)
    .option('--max-events <number>', 'how many events one execution may have', wholeNumber(10, 1e9), 250_000)
    .option('--max-output <bytes>', 'how much one step may answer', wholeNumber(1, 1e9), 16 * 1024 * 1024)
    .option(
      '--max-all-output <bytes>',
      'how much all steps of one execution may answer together',
      wholeNumber(1, 1e12),
      256 * 1024 * 1024,
    )
    .option('--max-body <bytes>', 'how large the body of a request may be', wholeNumber(1, 1e9), 1024 * 1024)
    .option('--max-streams <number>', 'event streams that are open at a time', wholeNumber(0, 1e6), 20_000)
    .addOption(
      new Option('--disconnect-grace <time>', 'how long X-Cancel-On-Disconnect gives readers to come back')
        .argParser(duration)
        .default(duration('10s'), '10s'),
    )
    .addOption(
      new Option('--drain-timeout <time>', 'how long a stop waits for what runs')
        .argParser(duration)
        .default(duration('10s'), '10s'),
    )
    .addOption(
      new Option('--log-level <level>', 'what the log tells; debug tells of each request')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .option(
      '--trust-proxy <proxies>',
      'whose X-Forwarded-* to believe: addresses such as 10.0.0.0/8,loopback, or how many proxies there are',
      proxies,
    )
    .option('--list-executions', 'list executions though others than this machine can call')
    .option('--reload', 'put edits in force at once (default: on a terminal; never with NODE_ENV=production)')
    .option('--no-reload', 'serve the project as it was at the start')
    .option('--cors <origin...>', 'origins that a browser may call from, such as http://localhost:5173; * is any')
    .addHelpText(
      'after',
      examples(
        'flowlang serve --project ./my-project --port 8000',
        'flowlang serve --multi ./flows --reload',
        'flowlang serve --multi ./flows --workers 4',
        'NODE_ENV=production flowlang serve --host 0.0.0.0 --trust-proxy 10.0.0.0/8',
        'flowlang serve --cors http://localhost:5173',
        'flowlang serve --journal sqlite:/var/lib/flows/executions.db --keep 30d',
      ),
    )
    .action(async (options) => (await import('../commands/serve.ts')).serve(options));
}
