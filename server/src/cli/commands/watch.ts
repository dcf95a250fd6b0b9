/** `flowlang watch`: runs a flow, or the cases of its tests, with every save, until Ctrl-C. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Config, loadConfig } from '../../project/config.ts';
import { projectRoot } from '../../project/library.ts';
import { ReadCache } from '../../project/read-cache.ts';
import { type ProjectWatch, watchProject } from '../../project/watch-project.ts';
import { FreshModules } from '../../tasks/fresh-modules.ts';
import { TaskThreads } from '../../tasks/task-threads.ts';
import type { ExitCode } from '../exit-code.ts';
import { flowFiles } from '../flow-files.ts';
import { terminalLogger } from '../logger.ts';
import { surviveStrays, toldToStop } from '../serving.ts';
import { terminal } from '../terminal.ts';
import { fixtureRound } from '../watch/fixture-round.ts';
import { inputsRound } from '../watch/inputs-round.ts';
import { Rounds } from '../watch/rounds.ts';

export interface WatchOptions {
  readonly tasksFile?: string;
  readonly testInputs?: string;
  readonly fixtures?: string;
}

export async function watch(file: string, options: WatchOptions): Promise<ExitCode> {
  const told = toldToStop();
  const { dir, flowFile } = flowFiles(file, options.tasksFile);
  const config = loadConfig({ projectDir: dir });
  const logger = terminalLogger(config.redact);
  surviveStrays(logger);
  const modules = new FreshModules(projectRoot(dir));
  const threads = new TaskThreads(logger);
  const cache = new ReadCache(modules);
  const workshop = {
    files: () => flowFiles(file, options.tasksFile),
    config,
    logger,
    cache,
    host: { modules, threads },
  };
  const { fixtures } = options;
  const inputs = options.testInputs ?? inputsBeside(flowFile);
  const round = fixtures === undefined ? inputsRound(workshop, inputs) : fixtureRound(workshop, fixtures);
  const rounds = new Rounds(round, (files) => cache.renew(files));
  const watching = await startWatch(dir, config, rounds);
  const others = [inputs, fixtures, options.tasksFile].flatMap((one) => (one === undefined ? [] : [path.resolve(one)]));
  rounds.onEnd = () => watching.add([...others, ...cache.paths].filter((one) => !one.startsWith(dir + path.sep)));
  rounds.begin([]);
  await told;
  // A round may take long.
  process.once('SIGINT', () => process.exit(0));
  await watching.close();
  await rounds.stop();
  await threads.close();
  modules.close();
  return 0;
}

function startWatch(dir: string, { poll }: Config, rounds: Rounds): Promise<ProjectWatch> {
  const onProblem = (message: string): void => terminal.note(`flowlang: ${message}`);
  return watchProject({ projectDir: dir }, (files) => rounds.begin(files), { poll, onProblem });
}

/** What `init` writes, and what the other commands of a project are given. */
function inputsBeside(flowFile: string): string | undefined {
  const file = path.join(path.dirname(flowFile), 'test_inputs.json');
  return existsSync(file) ? file : undefined;
}
