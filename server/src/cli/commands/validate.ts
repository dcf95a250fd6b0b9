/** `flowlang validate`: what is wrong with a flow, or with all flows of a folder. */
import { checkProject, DIAGNOSTICS, formatDiagnostic, locate } from '@flowlang/openapi';
import { discover } from '../../project/discover.ts';
import { type Finding, type FlowReading, readFlow } from '../../project/read-flow.ts';
import type { ExitCode } from '../exit-code.ts';
import { flowFiles, isFolder, locationOf } from '../flow-files.ts';
import { terminal } from '../terminal.ts';

export interface ValidateOptions {
  readonly tasksFile?: string;
  readonly format: 'text' | 'json';
}

export async function validate(target: string, options: ValidateOptions): Promise<ExitCode> {
  const readings = await readAll(target, options);
  const findings = readings.flatMap(findingsOf).concat(clashes(readings));
  if (options.format === 'json') {
    terminal.print(
      JSON.stringify(
        findings.map(({ diagnostic, source }) => locate(diagnostic, source)),
        null,
        2,
      ),
    );
  } else {
    showText(readings, findings);
  }
  return findings.some(isError) ? 1 : 0;
}

async function readAll(target: string, { tasksFile }: ValidateOptions): Promise<readonly FlowReading[]> {
  const here = process.cwd();
  const requireTasks = tasksFile !== undefined;
  if (!isFolder(target)) return [await readFlow(flowFiles(target, tasksFile), here, { requireTasks })];
  const files = await discover(locationOf(target));
  return Promise.all(
    files.map((one) => readFlow({ ...one, tasksFile: tasksFile ?? one.tasksFile }, here, { requireTasks })),
  );
}

function findingsOf({ checked, obstacles, source }: FlowReading): readonly Finding[] {
  return [...obstacles, ...checked.diagnostics.map((diagnostic) => ({ diagnostic, source }))];
}

/** Two flows of one name. */
function clashes(readings: readonly FlowReading[]): readonly Finding[] {
  const sources = new Map(readings.map(({ source }) => [source.file, source]));
  const good = readings.flatMap(({ checked, source }) =>
    checked.ok ? [{ file: source.file, flow: checked.flow }] : [],
  );
  return checkProject(good).flatMap(({ file, diagnostic }) => {
    const source = sources.get(file);
    return source === undefined ? [] : [{ diagnostic, source }];
  });
}

function isError({ diagnostic }: Finding): boolean {
  return DIAGNOSTICS[diagnostic.code].severity === 'error';
}

function showText(readings: readonly FlowReading[], findings: readonly Finding[]): void {
  const color = terminal.hasColor;
  for (const { diagnostic, source } of findings) terminal.print(`${formatDiagnostic(diagnostic, source, { color })}\n`);
  const errors = findings.filter(isError).length;
  const files = readings.length === 1 ? (readings[0]?.source.file ?? '') : `${readings.length} flows`;
  const counts = `${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}`;
  terminal.print(
    errors > 0 ? terminal.style('red', `✘ ${files}: ${counts}`) : terminal.style('green', `✔ ${files}: ${counts}`),
  );
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
