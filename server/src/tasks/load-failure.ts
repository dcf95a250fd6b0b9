/** Why a tasks file did not load, told to the person who wrote it: where, what, and what to write instead. No stack. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { basename, dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProjectError } from '../errors.ts';
import { type Place, placeByNode, placeInSource, placesInStack } from './error-place.ts';

interface Explanation {
  readonly problem: string;
  readonly hint?: string;
  readonly place?: Place | undefined;
}

/** A tasks file, or a file that it imports, does not load. */
export class TasksFileError extends ProjectError {
  /** Absolute; the file that has the problem, which may be one that the tasks file imports. */
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly problem: string;
  /** What to write or do instead. */
  readonly hint: string | undefined;

  constructor(tasksFile: string, { problem, hint, place }: Explanation) {
    const { line, column }: Partial<Place> = place ?? {};
    // Node names files by their real paths; the person by the one that was given.
    const file = place === undefined || place.file === realpathSync(tasksFile) ? tasksFile : place.file;
    const where = [relative(dirname(tasksFile), file), line, column].filter((part) => part !== undefined).join(':');
    super([`${where}: ${problem}`, hint].filter((part) => part !== undefined).join(' '));
    this.file = file;
    this.line = line;
    this.column = column;
    this.problem = problem;
    this.hint = hint;
  }
}

/** Explains whatever importing `tasksFile` threw. */
export async function explainLoadFailure(tasksFile: string, thrown: unknown): Promise<TasksFileError> {
  if (!(thrown instanceof Error)) {
    return new TasksFileError(tasksFile, { problem: `It threw ${JSON.stringify(thrown)} while it was loaded.` });
  }
  const explanation =
    explainModule(thrown) ?? (await explainSyntax(thrown, tasksFile)) ?? explainThrown(thrown, tasksFile);
  return new TasksFileError(tasksFile, explanation);
}

/** Says what to write where a tasks file exports something else. */
export function explainExport(tasksFile: string, hasDefault: boolean): TasksFileError {
  const hint = "Write `export default defineTasks({ … })`, with `import { defineTask, defineTasks } from 'flowlang'`.";
  const name = basename(tasksFile);
  const problem = hasDefault
    ? `The default export of ${name} is not made by defineTasks.`
    : `${name} has no default export.`;
  return new TasksFileError(tasksFile, { problem, hint });
}

function explainModule(error: Error): Explanation | undefined {
  const code = 'code' in error ? error.code : undefined;
  const [, kind, name = '', importer = ''] =
    /(package|module|specifier) ['"](.+?)['"].* imported from (.+)$/m.exec(error.message) ?? [];
  if (code === 'ERR_PACKAGE_IMPORT_NOT_DEFINED') {
    const hint = 'Declare it in package.json: "imports": { "#shared/*": "./shared/*" }.';
    return { problem: `No package.json says what ${name} is.`, hint, place: findImport(importer, name) };
  }
  if (code !== 'ERR_MODULE_NOT_FOUND' || kind === undefined) return undefined;
  const place = findImport(importer, name);
  return kind === 'module'
    ? { ...explainMissingFile(name), place }
    : { ...explainMissingPackage(name, importer), place };
}

function explainMissingFile(path: string): Explanation {
  const written = [`${path}.ts`, `${path}.js`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`].find(existsSync);
  const problem = `There is no file ${basename(path)}.`;
  if (written === undefined) return { problem };
  return { problem, hint: `Write the name as it is on disk: ${relative(dirname(path), written)}.` };
}

function explainMissingPackage(name: string, importer: string): Explanation {
  const problem = `The package ${name} is not installed.`;
  if (!/^[@~]\//.test(name)) {
    const hint = isWanted(name, importer) ? 'Run `npm install`: package.json has it.' : `Run \`npm install ${name}\`.`;
    return { problem, hint };
  }
  return {
    problem: `${name} is no package.`,
    hint: 'Path aliases are not read: use a relative path, or "imports" in package.json.',
  };
}

/** Whether the package.json that the importer belongs to names it: then the version is known, and where it comes from. */
function isWanted(name: string, importer: string): boolean {
  const file = findPackageJSON(pathToFileURL(importer));
  return file !== undefined && readFileSync(file, 'utf8').includes(`${JSON.stringify(name)}:`);
}

/** Node says which file imports what is missing, but not where. */
function findImport(importer: string, missing: string): Place | undefined {
  if (!existsSync(importer)) return undefined;
  const lines = readFileSync(importer, 'utf8').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    for (const { 2: specifier = '', index: column } of line.matchAll(/(['"])(.+?)\1/g)) {
      const path = specifier.startsWith('.') ? resolve(dirname(importer), specifier) : specifier;
      if (path === missing || path.startsWith(`${missing}/`))
        return { file: importer, line: index + 1, column: column + 1 };
    }
  }
  return { file: importer };
}

const ERASABLE = 'Node reads TypeScript by erasing its types, so everything else must be JavaScript:';

const SYNTAX_HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/\benum\b/, `${ERASABLE} instead of an enum write \`const Color = { Red: 'red' } as const\`, or z.enum(['red']).`],
  [/parameter property/, `${ERASABLE} declare the field in the class, and assign it in the constructor.`],
  [/namespace/, `${ERASABLE} instead of a namespace export from a file of its own.`],
  [/import equals/, `${ERASABLE} write \`import name from 'module'\`.`],
  [/not supported in strip-only mode/, `${ERASABLE} write this without TypeScript's own syntax.`],
  [/does not provide an export named/, 'If it is a type, write `import type { … }`.'],
  [/is a CommonJS module/, 'Import it as a whole (`import pkg from …`), and take what you need from that.'],
  [/import statement outside a module/, 'Write "type": "module" into package.json.'],
];

/** What Node says of a `.json` that is imported; of one that ends too soon it does not say where. */
const JSON_PROBLEM = /^(.+\.json): (.+?)(?: at position \d+ \(line (\d+) column (\d+)\))?$/;

async function explainSyntax(error: Error, tasksFile: string): Promise<Explanation | undefined> {
  const stack = error.stack ?? '';
  // Parsers of the user's own throw such errors, too, while the file runs.
  if (error.name !== 'SyntaxError' || placesInStack(stack).length > 0) return undefined;
  const [problem = ''] = error.message.split('\n');
  const [, json, what = '', line = '1', column = '1'] = JSON_PROBLEM.exec(problem) ?? [];
  if (json !== undefined) {
    const place = { file: json, line: Number(line), column: Number(column) };
    return { problem: sentence(what), place };
  }
  const hint = SYNTAX_HINTS.find(([pattern]) => pattern.test(problem))?.[1];
  const place = placeInSource(stack) ?? (await placeByNode(tasksFile));
  return { problem: sentence(problem), ...(hint && { hint }), place };
}

function explainThrown(error: Error, tasksFile: string): Explanation {
  const places = placesInStack(error.stack ?? '');
  const inTasksFile = places.find(({ file }) => file === realpathSync(tasksFile));
  // What FlowLang throws on purpose is for the person already; by its name, since it may come from another copy.
  if (error.name === 'ProjectError') return { problem: error.message, place: inTasksFile };
  return { problem: sentence(`${error.name} while it was loaded: ${error.message}`), place: inTasksFile ?? places[0] };
}

function sentence(text: string): string {
  return /[.!?`]$/.test(text) ? text : `${text}.`;
}
