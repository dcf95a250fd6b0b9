/** `flowlang validate`: what is wrong with a flow, or with all flows of a folder. */
import path from 'node:path';
import { DIAGNOSTICS, formatDiagnostic } from '@flowlang/openapi/language';
import { discover, type FlowFiles } from '../../project/discover.ts';
import type { Finding } from '../../project/read-flow.ts';
import { type FlowReading, readFlows } from '../../project/read-flows.ts';
import type { ExitCode } from '../exit-code.ts';
import { fixFiles, type MendedTexts, type Survey } from '../fix-files.ts';
import { flowFiles, isFolder, locationOf } from '../flow-files.ts';
import { describeFix } from '../reports/fix.ts';
import { githubReport } from '../reports/github.ts';
import { jsonReport } from '../reports/json.ts';
import { sarifReport } from '../reports/sarif.ts';
import { terminal } from '../terminal.ts';

export interface ValidateOptions {
  readonly tasksFile?: string;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly fix?: boolean;
}

const REPORTS = { json: jsonReport, sarif: sarifReport, github: githubReport } as const;

export async function validate(target: string, options: ValidateOptions): Promise<ExitCode> {
  const files = await filesOf(target, options);
  const look = (texts: MendedTexts) => survey(target, files, texts, options);
  const { survey: found, fixed } = options.fix ? await fixFiles(look) : { survey: await look(new Map()), fixed: [] };
  const { findings } = found;
  if (options.format === 'text') {
    for (const line of fixed.map(describeFix)) terminal.print(line);
    showText(found, fixed.length);
  } else {
    for (const line of fixed.map(describeFix)) terminal.note(line);
    const report = REPORTS[options.format](findings);
    if (report !== '') terminal.print(report);
  }
  return findings.some(isError) ? 1 : 0;
}

async function filesOf(target: string, { tasksFile }: ValidateOptions): Promise<readonly FlowFiles[]> {
  if (!isFolder(target)) return [flowFiles(target, tasksFile)];
  const files = await discover(locationOf(target));
  return tasksFile === undefined ? files : files.map((one) => ({ ...one, tasksFile }));
}

async function survey(
  target: string,
  files: readonly FlowFiles[],
  texts: MendedTexts,
  { tasksFile }: ValidateOptions,
): Promise<Survey> {
  const folder = isFolder(target) ? path.resolve(target) : path.dirname(path.resolve(target));
  const readings = await readFlows(files, {
    base: process.cwd(),
    folder,
    requireTasks: tasksFile !== undefined,
    texts,
  });
  return { readings, findings: readings.flatMap(findingsOf) };
}

function findingsOf({ checked, obstacles, source }: FlowReading): readonly Finding[] {
  return [...obstacles, ...checked.diagnostics.map((diagnostic) => ({ diagnostic, source }))];
}

function isError({ diagnostic }: Finding): boolean {
  return DIAGNOSTICS[diagnostic.code].severity === 'error';
}

function showText({ readings, findings }: Survey, fixed: number): void {
  const color = terminal.hasColor;
  if (fixed > 0) terminal.print('');
  for (const { diagnostic, source } of findings) terminal.print(`${formatDiagnostic(diagnostic, source, { color })}\n`);
  const errors = findings.filter(isError).length;
  const files = readings.length === 1 ? (readings[0]?.source.file ?? '') : `${readings.length} flows`;
  const counts = `${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}`;
  const summary = fixed > 0 ? `${files}: ${fixed} fixed; ${counts}` : `${files}: ${counts}`;
  terminal.print(errors > 0 ? terminal.style('red', `✘ ${summary}`) : terminal.style('green', `✔ ${summary}`));
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
