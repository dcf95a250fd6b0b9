/** The last line of a tasks file: `node flow.ts` shows which tasks are done. */
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

let isPrinting = false;

/**
 * Prints the status of the flow beside this file if the file was started by `node flow.ts`, and does nothing where it is
 * imported.
 *
 * @param meta the file's own `import.meta`
 */
export function printStatus(meta: { readonly url: string }): void {
  const [, started] = process.argv;
  // The tasks are looked at, and to load the file for that must not begin it all again.
  if (isPrinting) return;
  // `import.meta.main` would say so, from Node 24.2 on.
  if (started === undefined || !meta.url.startsWith('file:') || !isSame(started, fileURLToPath(meta.url))) return;
  isPrinting = true;
  // Not before the file has been read to its end: what it exports is looked at.
  void Promise.resolve().then(() => print(dirname(fileURLToPath(meta.url))));
}

function isSame(started: string, file: string): boolean {
  try {
    return realpathSync(started) === realpathSync(file);
  } catch {
    return false;
  }
}

async function print(dir: string): Promise<void> {
  // Loaded here: whoever imports the tasks has no use for it.
  const { printStatusOf } = await import('./cli/commands/status.ts');
  // Ended here: a timer or a connection in the tasks file would keep the process alive.
  process.exit(await printStatusOf(dir));
}
