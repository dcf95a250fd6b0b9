/** `doctor --fix`: what is mechanical. Nothing that is there is changed, but for lines that are added. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { FlowLangError, ProjectError } from '../../errors.ts';
import { applyChanges, type FileChange, planScaffold } from '../../scaffold/index.ts';
import { projectFiles } from '../../templates/project-files.ts';
import type { Patient } from './finding.ts';

const IGNORED = ['node_modules/', '.env', '.flowlang/'];

/** What was done, a line each. */
export async function mend(patient: Patient): Promise<readonly string[]> {
  // It may be any folder, and not one to write to.
  if (patient.flows.length === 0) return [];
  try {
    const missing = await missingFiles(patient);
    await applyChanges(missing);
    const written = missing.map(({ path: file }) => `wrote ${path.relative(patient.home, file)}`);
    return [...written, ...mendIgnored(patient.home), ...mendEnv(patient)];
  } catch (thrown) {
    if (thrown instanceof FlowLangError || !(thrown instanceof Error)) throw thrown;
    throw new ProjectError(`The project cannot be mended: ${thrown.message}`);
  }
}

/** Files that a project has and this one has not. */
export async function missingFiles({ home, flows }: Patient): Promise<readonly FileChange[]> {
  const wanted = new Map<string, FileChange>();
  for (const { dir, flowFile, problem } of flows) {
    if (problem !== undefined) continue;
    for (const change of await planScaffold({ dir, flowFile })) wanted.set(change.path, change);
  }
  const isMulti = flows.length > 0 && flows.every(({ dir }) => dir !== home);
  const around = isMulti ? projectFiles({ name: path.basename(home), kind: 'multi' }) : [];
  for (const { path: name, text: after, ...rest } of around) {
    const file = path.join(home, name);
    if (!existsSync(file)) wanted.set(file, { path: file, before: undefined, after, what: 'new', ...rest });
  }
  return [...wanted.values()].filter(({ before }) => before === undefined);
}

/** Lines that `.gitignore` should have, and has not. */
export function ignoredLines(home: string): readonly string[] {
  const file = path.join(home, '.gitignore');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
  const bare = new Set(lines.map((line) => line.trim().replaceAll(/^\/|\/$/g, '')));
  return IGNORED.filter((line) => !bare.has(line.replace(/\/$/, '')));
}

function mendIgnored(home: string): readonly string[] {
  const lacking = ignoredLines(home);
  if (lacking.length === 0) return [];
  append(path.join(home, '.gitignore'), lacking);
  return [`added ${lacking.join(', ')} to .gitignore`];
}

function mendEnv({ home, variables }: Patient): readonly string[] {
  const [example, own] = [path.join(home, '.env.example'), path.join(home, '.env')];
  if (!existsSync(example)) return [];
  const wanted = Object.entries(parseEnv(readFileSync(example, 'utf8')));
  if (!existsSync(own)) {
    if (wanted.length === 0) return [];
    copyFileSync(example, own);
    return ['wrote .env from .env.example: put your own values there'];
  }
  const missing = wanted.filter(([name]) => !variables.has(name));
  if (missing.length === 0) return [];
  append(
    own,
    missing.map(([name, value = '']) => `${name}=${JSON.stringify(value)}`),
  );
  return [`added ${missing.map(([name]) => name).join(', ')} to .env: put your own values there`];
}

function append(file: string, lines: readonly string[]): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  writeFileSync(file, `${text}${end}${lines.join('\n')}\n`);
}
