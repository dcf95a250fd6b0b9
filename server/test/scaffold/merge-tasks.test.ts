import { describe, expect, it } from 'vitest';
import { mergeTasks } from '../../src/scaffold/merge-tasks.ts';
import type { TaskStub } from '../../src/scaffold/stub.ts';

const STUB: TaskStub = {
  name: 'New',
  description: 'What is new',
  input: { type: 'object', properties: {}, additionalProperties: false },
};

const HEAD = "import { defineTask, defineTasks, notImplemented } from 'flowlang';\nimport { z } from 'zod';\n";
const CODE = `  New: defineTask({
    description: 'What is new',
    input: z.object({}),
    run: notImplemented('New'),
  }),
`;

function merged(text: string, file = 'flow.ts'): string {
  const result = mergeTasks(file, text, [STUB]);
  return result.problem ?? result.text;
}

describe('a stub goes into the map of tasks', () => {
  it.each([
    ['an empty one', 'export default defineTasks({});', `export default defineTasks({\n${CODE}});`],
    ['one over lines', 'export default defineTasks({\n});\n', `export default defineTasks({\n${CODE}});\n`],
    [
      'with a comma behind the last task',
      'export default defineTasks({\n  A: () => 1,\n});',
      `export default defineTasks({\n  A: () => 1,\n${CODE}});`,
    ],
    [
      'without one, in front of a comment',
      'export default defineTasks({\n  A: () => 1 // one\n  // end\n});',
      `export default defineTasks({\n  A: () => 1, // one\n  // end\n${CODE}});`,
    ],
    [
      'behind a task of several lines, with a line between',
      'export default defineTasks({\n  A() {\n    return 1;\n  },\n});',
      `export default defineTasks({\n  A() {\n    return 1;\n  },\n\n${CODE}});`,
    ],
    ['on one line', 'export default defineTasks({ A });', `export default defineTasks({ A, \n${CODE}});`],
    [
      'that has a name',
      'const tasks = defineTasks({ "A": f });\nexport default tasks;',
      `const tasks = defineTasks({ "A": f, \n${CODE}});\nexport default tasks;`,
    ],
    [
      'that has a name before it is one of tasks',
      'const map = {\n  ...shared,\n} as const;\nexport default defineTasks(map);',
      `const map = {\n  ...shared,\n${CODE}} as const;\nexport default defineTasks(map);`,
    ],
    [
      'that is exported by name',
      'const tasks = defineTasks({});\nexport { tasks as default };',
      `const tasks = defineTasks({\n${CODE}});\nexport { tasks as default };`,
    ],
  ])('%s', (_, before, after) => {
    expect(merged(HEAD + before)).toBe(HEAD + after);
  });

  it('in the line ends and the indentation of the file', () => {
    const text = `\ufeff${HEAD}export default defineTasks({\n\tA: () => 1,\n});\n`.replaceAll('\n', '\r\n');
    const code = CODE.replaceAll('  ', '\t').replaceAll('\n', '\r\n');
    expect(merged(text)).toBe(text.replace('});\r\n', `${code}});\r\n`));
  });

  it.each([
    [
      'one more in a list',
      "import { defineTasks } from 'flowlang';\nimport { z } from 'zod';\n",
      "import { defineTasks, defineTask, notImplemented } from 'flowlang';\nimport { z } from 'zod';\n",
    ],
    [
      'behind the last import and what is said of it',
      "import { defineTask, defineTasks, notImplemented } from 'flowlang'; // ours\n",
      "import { defineTask, defineTasks, notImplemented } from 'flowlang'; // ours\nimport { z } from 'zod';\n",
    ],
    [
      'under another name where the file means something else by it',
      "import { defineTask, defineTasks, notImplemented } from 'flowlang';\nconst z = 26;\n",
      "import { defineTask, defineTasks, notImplemented } from 'flowlang';\nimport { z as z2 } from 'zod';\nconst z = 26;\n",
    ],
  ])('with its imports: %s', (_, before, after) => {
    expect(merged(`${before}export default defineTasks({});`).startsWith(after)).toBe(true);
  });

  it('by the names that the file has for what it needs', () => {
    const head = "import * as flow from 'flowlang';\nimport * as zod from 'zod';\n";
    const text = merged(`${head}export default flow.defineTasks({});`);
    expect(text).toContain("New: flow.defineTask({\n    description: 'What is new',\n    input: zod.object({}),");
    expect(text).toContain("run: flow.notImplemented('New'),");
    expect(text.startsWith(head)).toBe(true);
  });
});

describe('a file is left as it is', () => {
  it.each([
    ['with a mistake in it', 'export default defineTasks({ A: });', 'it has a mistake in line 3: Expression expected'],
    ['with no map', 'export default makeTasks();', 'no `export default defineTasks({ … })` stands in it'],
    ['with a map of another file', "export { default } from './tasks.ts';", 'no `export default'],
    ['with a map that is made', 'export default defineTasks(Object.fromEntries([]));', 'no `export default'],
  ])('%s', (_, text, problem) => {
    expect(merged(HEAD + text)).toContain(problem);
  });
});
