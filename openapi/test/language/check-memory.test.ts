import { describe, expect, it } from 'vitest';
import { CheckMemory } from '../../src/language/check-memory.ts';
import { checkProject } from '../../src/language/check-project.ts';
import type { TaskSignature } from '../../src/language/flow-types.ts';
import { parseSource } from '../../src/language/parse-source.ts';
import type { ProjectSource } from '../../src/language/project-source.ts';

function source(name: string, steps: string, tasks?: ReadonlyMap<string, TaskSignature>): ProjectSource {
  const text = `flow: ${name}\noutputs: [{ name: n, value: 1 }]\nsteps: [${steps}]`;
  return { parsed: parseSource({ file: `${name}/flow.yaml`, text }), path: `${name}/flow.yaml`, tasks };
}

const ALONE = source('Alone', '{ task: Do }');
const INNER = source('Inner', '{ task: Do }');
const OUTER = source('Outer', '{ subflow: Inner, id: i }');

/** Checks both projects with one memory; answers which flows have kept the result of the first. */
function kept(before: readonly ProjectSource[], after: readonly ProjectSource[]): readonly string[] {
  const memory = new CheckMemory();
  const first = new Set(checkProject(before, memory).values());
  const second = checkProject(after, memory);
  return [...second].filter(([, result]) => first.has(result)).map(([parsed]) => parsed.source.file);
}

describe('the memory of checks', () => {
  it('keeps the results of flows for which nothing has changed', () => {
    const edited = source('Other', '{ task: Do }, { task: Do }');
    expect(kept([ALONE, source('Other', '{ task: Do }')], [ALONE, edited])).toEqual(['Alone/flow.yaml']);
  });

  it('checks a flow again when one that it runs has changed, or comes, or goes', () => {
    expect(kept([OUTER, INNER], [OUTER, INNER])).toEqual(['Outer/flow.yaml', 'Inner/flow.yaml']);
    expect(kept([OUTER, INNER], [OUTER, source('Inner', '{ task: Other }')])).toEqual([]);
    expect(kept([OUTER, INNER], [OUTER])).toEqual([]);
    expect(kept([OUTER], [OUTER, INNER])).toEqual([]);
  });

  it('checks a flow again when its tasks, or those of a flow that it runs, say something else', () => {
    const tasks = () => new Map([['Do', { implemented: true }]]);
    expect(kept([{ ...ALONE, tasks: tasks() }], [{ ...ALONE, tasks: tasks() }])).toEqual([]);
    expect(kept([OUTER, { ...INNER, tasks: tasks() }], [OUTER, { ...INNER, tasks: tasks() }])).toEqual([]);
  });

  it('knows what the last check needed, and no more', () => {
    const memory = new CheckMemory();
    const first = checkProject([ALONE], memory).get(ALONE.parsed);
    checkProject([INNER], memory);
    expect(checkProject([ALONE], memory).get(ALONE.parsed)).not.toBe(first);
  });
});
