/** Type-checks texts as files of one folder, which is removed again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

/** The compiler's own libraries are read once, and not for each text. */
const libraries = new Map<string, ts.SourceFile | undefined>();

function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  return {
    ...host,
    getSourceFile(path, ...how) {
      if (!path.includes('/node_modules/typescript/lib/')) return read(path, ...how);
      if (!libraries.has(path)) libraries.set(path, read(path, ...how));
      return libraries.get(path);
    },
  };
}

/** What the compiler says, as `file:line message`. */
export function compile(files: Readonly<Record<string, string>>, options: ts.CompilerOptions): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'flowlang-types-'));
  try {
    const paths = Object.entries(files).map(([name, text]) => {
      const path = join(folder, name);
      // Or nothing would be found in what is generated.
      writeFileSync(path, text.replace(/^\/\/ @ts-nocheck.*/, ''));
      return path;
    });
    const all: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: [],
      ...options,
    };
    const program = ts.createProgram(paths, all, hostOf(all));
    return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
      const { file, start = 0, messageText } = diagnostic;
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${file?.fileName.slice(folder.length + 1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
