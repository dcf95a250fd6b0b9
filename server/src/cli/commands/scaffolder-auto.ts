/** `flowlang scaffolder auto`: an update for every save. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { watchProject } from '../../project/watch-project.ts';
import { terminal } from '../terminal.ts';
import { type ScaffolderOptions, targetsOf } from './scaffolder.ts';

export async function auto(flow: string, options: ScaffolderOptions): Promise<void> {
  const targets = await targetsOf(flow, options);
  const updates = targets.map(({ dir, flowFile }) => new Update(flowFile, dir));
  for (const update of updates) await update.run();
  const watches = await Promise.all(
    [...new Set(targets.map(({ flowFile }) => path.dirname(flowFile)))].map((projectDir) =>
      watchProject({ projectDir }, () => {
        for (const update of updates) update.wake();
      }),
    ),
  );
  terminal.print(
    `Watching ${targets.map(({ flowFile }) => path.relative(process.cwd(), flowFile)).join(', ')} (Ctrl-C ends it)`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await Promise.all(watches.map((watch) => watch.close()));
}

/** In a process of its own: Node reads a tasks file once in the life of a process, and it changes all the time. */
class Update {
  readonly #args: readonly string[];
  readonly #flowFile: string;
  #seen = '';
  #isRunning = false;

  constructor(flowFile: string, dir: string) {
    this.#flowFile = flowFile;
    this.#args = ['scaffolder', 'update', flowFile, '-o', dir];
  }

  wake(): void {
    if (!this.#isRunning && this.#text() !== this.#seen) void this.run();
  }

  async run(): Promise<void> {
    this.#isRunning = true;
    this.#seen = this.#text();
    const command = [...process.execArgv, process.argv[1] ?? '', ...this.#args];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit'] });
    await once(child, 'close');
    this.#isRunning = false;
    // It was saved once more in the meantime.
    if (this.#text() !== this.#seen) await this.run();
  }

  /** Of a file that is gone for a moment, as some editors save, the last text. */
  #text(): string {
    try {
      return readFileSync(this.#flowFile, 'utf8');
    } catch {
      return this.#seen;
    }
  }
}
