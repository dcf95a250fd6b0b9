import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { applyChanges, proposeUpdate } from '../../src/scaffold/index.ts';
import { createProject } from '../project-folder.ts';
import { NAMES, type TasksFile, tasksFile, testsFile, type Written } from './written-files.ts';

const project = createProject({});
afterAll(() => project.remove());

/** In an ordinary run few and always the same. FUZZ_RUNS says how many others, FUZZ_SEED repeats what failed. */
const { FUZZ_RUNS, FUZZ_SEED } = process.env;
const runs = Number(FUZZ_RUNS ?? 30);
const seed = FUZZ_SEED ?? (FUZZ_RUNS === undefined ? '20261125' : undefined);
const SETTINGS = { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) };

let count = 0;

/** What is not a text of the language: an expression has no place in a description. */
const words = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/[$\p{C}]/u.test(text));

/** A flow of some of the names, in some order, with inputs and results of several kinds. */
const flow = fc
  .record({ names: fc.shuffledSubarray([...NAMES]), reads: fc.boolean(), description: words })
  .map(({ names, reads, description }) => {
    const steps = names.map((name, index) => {
      const earlier = names[index - 1];
      const value = earlier === undefined || !reads ? 'fixed' : `\${step_${earlier}.value}`;
      return `  - { task: ${name}, id: step_${name}, description: ${JSON.stringify(description)}, inputs: { a: "${value}" } }`;
    });
    return { names, text: `flow: F\nsteps:\n${steps.join('\n') || '  []'}\n` };
  });

function write(files: Readonly<Record<string, string>>): string {
  const dir = path.join(project.dir, `p${count++}`);
  mkdirSync(path.join(dir, 'tests'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
  return dir;
}

async function update(dir: string) {
  const proposal = await proposeUpdate({ dir, flowFile: path.join(dir, 'flow.yaml') });
  await applyChanges(proposal.changes);
  return proposal;
}

function isWithin(before: string, after: string): boolean {
  let at = 0;
  for (const character of before) {
    at = after.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function expectKept({ text, chunks }: Written, after: string): void {
  expect(isWithin(text, after)).toBe(true);
  for (const chunk of chunks) expect(after).toContain(chunk);
  const { diagnostics } = ts.transpileModule(after, { reportDiagnostics: true, fileName: 'a.ts' });
  expect(diagnostics).toEqual([]);
}

/** Under another name: Node reads a file once. */
async function load(dir: string, text: string): Promise<readonly string[]> {
  const file = path.join(dir, `copy${count++}.ts`);
  writeFileSync(file, text);
  const { default: tasks }: { default: object } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  return Object.keys(tasks);
}

describe('update', () => {
  it('keeps every byte that a person wrote, adds what is missing, and then nothing more', {
    timeout: 60_000 + runs * 500,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(tasksFile, testsFile, flow, flow, async (tasks: TasksFile, tests, first, second) => {
        const dir = write({ 'flow.yaml': first.text, 'flow.ts': tasks.text, 'tests/tasks.test.ts': tests.text });
        const read = (name: string) => readFileSync(path.join(dir, name), 'utf8');
        const { notes } = await update(dir);
        expect(notes.filter(({ code }) => code !== undefined)).toEqual([]);
        const [between, testsBetween] = [read('flow.ts'), read('tests/tasks.test.ts')];
        expectKept(tasks, between);
        expectKept(tests, testsBetween);
        expect(new Set(await load(dir, between))).toEqual(new Set([...tasks.names, ...first.names]));

        const done = 'async ({ a }) => { /* done */ return { value: a }; }';
        const written = between.replace(/(?:flowlang\.)?notImplemented2?\('\w+'\)/, done);
        writeFileSync(path.join(dir, 'flow.ts'), written);
        writeFileSync(path.join(dir, 'flow.yaml'), second.text);
        await update(dir);
        expectKept({ text: written, chunks: written === between ? [] : [done] }, read('flow.ts'));
        expectKept({ text: testsBetween, chunks: tests.chunks }, read('tests/tasks.test.ts'));
        const all = new Set([...tasks.names, ...first.names, ...second.names]);
        expect(new Set(await load(dir, read('flow.ts')))).toEqual(all);
        expect((await update(dir)).changes).toEqual([]);
      }),
      SETTINGS,
    );
  });
});
