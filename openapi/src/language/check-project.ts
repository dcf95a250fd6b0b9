/** Checks across files: what no single file can know. */
import type { Diagnostic } from './diagnostics.ts';
import type { Flow } from './model.ts';

/** A flow and the file it was read from. */
export interface ProjectFlow {
  readonly file: string;
  readonly flow: Flow;
}

/** A diagnostic and the file it is about. */
export interface ProjectDiagnostic {
  readonly file: string;
  readonly diagnostic: Diagnostic;
}

/** The first flow of a name keeps it; each later one is told which file has it. */
export function checkProject(flows: readonly ProjectFlow[]): readonly ProjectDiagnostic[] {
  const owners = new Map<string, string>();
  return flows.flatMap(({ file, flow }): ProjectDiagnostic[] => {
    const owner = owners.get(flow.name);
    if (owner === undefined) {
      owners.set(flow.name, file);
      return [];
    }
    const message = `The flow name \`${flow.name}\` is taken by ${owner}`;
    return [
      { file, diagnostic: { code: 'FL1106', range: flow.nameRange, message, hint: 'Rename one of the two flows' } },
    ];
  });
}
