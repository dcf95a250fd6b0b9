/** Finds out where in the user's files an error is, from the stacks that Node writes. */
import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where in a file; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** The stack of a syntax error may begin with the file and line, the source, and carets under what is wrong. */
export function placeInSource(stack: string): Place | undefined {
  const [first = '', ...rest] = stack.trimStart().split('\n');
  const [, file, line] = /^(.+):(\d+)$/.exec(first) ?? [];
  // `<anonymous_script>` is no file.
  if (file === undefined || file.startsWith('<')) return undefined;
  const caret = rest.slice(0, 4).find((text) => /^\s*\^+\s*$/.test(text));
  return { file: toPath(file), line: Number(line), column: (caret?.indexOf('^') ?? 0) + 1 };
}

/** The calls in a stack that are in the user's own files, innermost first. */
export function placesInStack(stack: string): readonly Required<Place>[] {
  // Below these lines stands who loads the file.
  const [own = ''] = stack.split(/^.*(?:ModuleJob\.run|\bload-tasks\.[jt]s).*$/m);
  return [...own.matchAll(/\(?(file:\/\/.+?):(\d+):(\d+)\)?$/gm)]
    .map(([, url = '', line, column]) => ({ file: toPath(url), line: Number(line), column: Number(column) }))
    .filter(({ file }) => !/[\\/]node_modules[\\/]/.test(file));
}

/**
 * What V8 refuses before a module runs has no place in its stack, but Node prints it where such an error ends a process.
 * Nothing of the file is run: an error of this kind comes before.
 */
export function placeByNode(path: string): Promise<Place | undefined> {
  const program = [
    '--no-warnings',
    '--input-type=module',
    '--eval',
    'await import(process.argv[1])',
    pathToFileURL(path).href,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, program, { timeout: 5_000 }, (_error, _stdout, stderr) =>
      resolve(placeInSource(stderr)),
    );
  });
}

function toPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}
