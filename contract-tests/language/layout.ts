/** Writes cases as projects into a folder, as a person would have them on disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LanguageCase } from './language-case.ts';
import type { TaskScripts } from './scripted-tasks.ts';

/** Cases of one file stand in this project together. */
export const SHARED = 'shared';

export interface PlacedCase {
  readonly case: LanguageCase;
  /** Name of the project's folder. */
  readonly project: string;
  /** The flow's file, relative to the project. */
  readonly file: string;
}

/** A case with files of its own is a project of its own; the others share one, each in a folder. */
export function layOut(cases: readonly LanguageCase[], root: string): readonly PlacedCase[] {
  return cases.map((one, index) => {
    const number = String(index + 1).padStart(3, '0');
    if (one.files !== undefined) return layOutAlone(one, `case${number}`, root);
    writeFlow(path.join(root, SHARED, `case${number}`), apart(one.flow, number), one.tasks, one);
    return { case: one, project: SHARED, file: `case${number}/flow.yaml` };
  });
}

function layOutAlone(one: LanguageCase, project: string, root: string): PlacedCase {
  const folder = path.join(root, project);
  writeFlow(path.join(folder, 'main'), one.flow, one.tasks, one);
  for (const [file, text] of Object.entries(one.files ?? {})) write(path.join(folder, file), text);
  for (const [inner, scripts] of Object.entries(one.tasks_of ?? {}))
    write(path.join(folder, inner, 'flow.ts'), tasksFile(scripts));
  return { case: one, project, file: 'main/flow.yaml' };
}

/** Flows of one project have different names. Nothing moves: a name ends its line. */
function apart(flow: string, number: string): string {
  return flow.replace(/^(flow: [A-Za-z]\w*)[ \t]*$/m, `$1_${number}`);
}

function writeFlow(folder: string, flow: string, scripts: TaskScripts | undefined, one: LanguageCase): void {
  write(path.join(folder, 'flow.yaml'), flow);
  const tasks = { ...unscripted(one), ...scripts };
  if (Object.keys(tasks).length > 0) write(path.join(folder, 'flow.ts'), tasksFile(tasks));
}

/** Tasks without a script return their inputs. */
function unscripted({ flow, files }: LanguageCase): TaskScripts {
  const texts = [flow, ...Object.values(files ?? {})];
  const names = texts.flatMap((text) => [...text.matchAll(/\btask: ([A-Za-z]\w*)/g)].map(([, name = '']) => name));
  return Object.fromEntries(names.map((name) => [name, {}]));
}

function tasksFile(scripts: TaskScripts): string {
  const module = pathToFileURL(path.join(import.meta.dirname, 'scripted-tasks.ts')).href;
  // Parsed, since a `__proto__` in a literal would not be data.
  const json = JSON.stringify(JSON.stringify(scripts));
  return `import { scriptedTasks } from '${module}';\nexport default scriptedTasks(JSON.parse(${json}));\n`;
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
