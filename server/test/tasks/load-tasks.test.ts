import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TaskContext } from '../../src/engine/ports.ts';
import { ProjectError } from '../../src/errors.ts';
import type { TasksFileError } from '../../src/tasks/load-failure.ts';
import { loadTasks } from '../../src/tasks/load-tasks.ts';
import { tempProject } from '../project/temp-project.ts';

const GOOD = `
import { defineTask, defineTasks, notImplemented } from 'flowlang';
import { z } from 'zod';

interface Greeting { readonly text: string }

export default defineTasks({
  Greet: defineTask({
    input: z.object({ name: z.string() }),
    output: z.object({ text: z.string() }),
    run: ({ name }): Greeting => ({ text: \`Hello, \${name}!\` }),
  }),
  Later: notImplemented('Later'),
});
`;

/** The error that loading `flow.ts`, or another file of these, ends with. */
async function failure(files: Readonly<Record<string, string>>, file = 'flow.ts'): Promise<TasksFileError> {
  const root = tempProject(files);
  const error = await loadTasks(join(root, file)).then(
    () => expect.fail('It loaded.'),
    (thrown: TasksFileError) => thrown,
  );
  expect(error).toBeInstanceOf(ProjectError);
  expect(error.message).not.toMatch(/\n|node:internal|at .*:\d+\)/);
  return error;
}

describe('a tasks file that loads', () => {
  it('gives its tasks, though it uses another copy of flowlang', async () => {
    const tasks = await loadTasks(join(tempProject({ 'flow.ts': GOOD }), 'flow.ts'));
    expect(tasks.list()).toEqual([
      { name: 'Greet', implemented: true },
      { name: 'Later', implemented: false },
    ]);
    expect(tasks.get('Greet')?.run({ name: 'Ada' }, {} as TaskContext)).toEqual({ text: 'Hello, Ada!' });
    expect(tasks.signatures().get('Greet')?.output?.properties).toEqual({ text: { type: 'string' } });
  });

  it('may be JavaScript', async () => {
    const text = "import { defineTasks } from 'flowlang'; export default defineTasks({ Go: () => 1 });";
    const tasks = await loadTasks(join(tempProject({ 'flow.js': text }), 'flow.js'));
    expect(tasks.list()).toEqual([{ name: 'Go', implemented: true }]);
  });

  it('may lie in a folder with any name', async () => {
    const root = tempProject({ 'flow.ts': GOOD }, 'Aufträge #1 100%20 & ?x=1');
    expect((await loadTasks(join(root, 'flow.ts'))).list()).toHaveLength(2);
  });

  it('may import shared code by relative paths and by #names', async () => {
    const root = tempProject({
      'package.json': '{ "type": "module", "imports": { "#shared/*": "./shared/*" } }',
      'shared/tasks.ts': 'export const Twice = ({ n }: { n: number }) => n * 2;',
      'a/flow.ts': `import { defineTasks } from 'flowlang';
        import { Twice } from '#shared/tasks.ts';
        import { Twice as Again } from '../shared/tasks.ts';
        export default defineTasks({ Twice, Again });`,
    });
    const tasks = await loadTasks(join(root, 'a/flow.ts'));
    expect(tasks.get('Twice')?.run({ n: 4 }, {} as TaskContext)).toBe(8);
  });

  it('has no tasks if it is not there yet', async () => {
    expect((await loadTasks(join(tempProject({}), 'flow.ts'))).list()).toEqual([]);
  });
});

describe('a tasks file that is not valid', () => {
  it('is shown with the place of a syntax error', async () => {
    const error = await failure({ 'flow.ts': 'const a: number = 1;\nconst b = { x: 1,, };\n' });
    expect(error.message).toMatch(/^flow\.ts:2:18: Unexpected token `,`\./);
    expect(error).toMatchObject({ line: 2, column: 18 });
  });

  it('is shown with the place, in JavaScript, too', async () => {
    const error = await failure({ 'flow.js': '\n\nlet x = 1;\nlet x = 2;' }, 'flow.js');
    expect(error.message).toBe("flow.js:4:5: Identifier 'x' has already been declared.");
  });

  it('is shown as the file that has the error, when that is an imported one', async () => {
    const files = { 'flow.ts': "import './lib/broken.ts';", 'lib/broken.ts': 'export const = 1;' };
    const error = await failure(files);
    expect(error.message).toMatch(/^lib\/broken\.ts:1:14: /);
    expect(error.file).toMatch(/broken\.ts$/);
  });

  it('is shown with the place of what only the engine refuses, in an imported file, too', async () => {
    const files = { 'flow.ts': "import './twice.ts';", 'twice.ts': 'const a: number = 1;\nconst a: number = 2;' };
    expect((await failure(files)).message).toBe("twice.ts:2:7: Identifier 'a' has already been declared.");
  });

  it.each([
    ['{\n  "a": 1,\n}', 'lib/prices.json:3:1: Expected double-quoted property name in JSON.'],
    ['{ "a": 1', "lib/prices.json:1:9: Expected ',' or '}' after property value in JSON."],
    ['', 'lib/prices.json:1:1: Unexpected end of JSON input.'],
  ])('is shown as the JSON that it imports, where that is none: %j', async (json, message) => {
    const text = "import prices from './lib/prices.json' with { type: 'json' };\nexport default { Go: () => prices };";
    expect((await failure({ 'flow.ts': text, 'lib/prices.json': json })).message).toBe(message);
  });

  it.each([
    ['an enum', 'enum Color { Red }', "instead of an enum write `const Color = { Red: 'red' } as const`"],
    ['a parameter property', 'class A { constructor(public a: number) {} }', 'assign it in the constructor'],
    ['a namespace', 'namespace A { export const x = 1; }', 'export from a file of its own'],
    ['an import with =', "import fs = require('node:fs'); fs;", "write `import name from 'module'`"],
  ])('is told what to write instead of %s', async (_, code, hint) => {
    const error = await failure({ 'flow.ts': `${code}\n${GOOD}` });
    expect(error.message).toMatch(/^flow\.ts:1:\d+: TypeScript .* is not supported in strip-only mode\. Node reads/);
    expect(error.hint).toContain(hint);
  });

  it('is told to import a type as a type', async () => {
    const error = await failure({
      'flow.ts': "import { Order } from './order.ts';\nexport default {} as Order;",
      'order.ts': 'export interface Order { id: string }',
    });
    expect(error.message).toBe(
      "flow.ts:1:10: The requested module './order.ts' does not provide an export named 'Order'. If it is a type, write `import type { … }`.",
    );
  });

  it('is told to be a module', async () => {
    const error = await failure({ 'package.json': '{ "type": "commonjs" }', 'flow.ts': GOOD });
    expect(error.hint).toBe('Write "type": "module" into package.json.');
  });
});

describe('a tasks file whose imports are missing', () => {
  it('is told what to install', async () => {
    const error = await failure({ 'flow.ts': "// pays\nimport Stripe from 'stripe/lib';\nexport default Stripe;" });
    expect(error.message).toBe('flow.ts:2:20: The package stripe is not installed. Run `npm install stripe`.');
  });

  it('is told to install what package.json has, at the version that it has', async () => {
    const manifest = '{ "type": "module", "dependencies": { "stripe": "file:vendor/stripe.tgz" } }';
    const error = await failure({ 'package.json': manifest, 'flow.ts': "import 'stripe';" });
    expect(error.hint).toBe('Run `npm install`: package.json has it.');
  });

  it('is told that there are no path aliases', async () => {
    const error = await failure({ 'flow.ts': "import { x } from '@/lib/x.ts'; x;" });
    expect(error.message).toMatch(
      /^flow\.ts:1:19: @\/lib\S* is no package\. Path aliases are not read: use a relative path/,
    );
  });

  it.each([
    ["import './shared';", 'shared.ts', 'There is no file shared. Write the name as it is on disk: shared.ts.'],
    ["import './shared.js';", 'shared.ts', 'There is no file shared.js. Write the name as it is on disk: shared.ts.'],
    ["import './sharde.ts';", 'shared.ts', 'There is no file sharde.ts.'],
  ])('is told how the file is called: %s', async (code, file, message) => {
    const error = await failure({ 'flow.ts': code, [file]: 'export const x = 1;' });
    expect(error.message).toBe(`flow.ts:1:8: ${message}`);
  });

  it('is told where to declare a #name', async () => {
    const error = await failure({ 'flow.ts': "import { x } from '#shared/x.ts'; x;" });
    expect(error.message).toBe(
      'flow.ts:1:19: No package.json says what #shared/x.ts is. Declare it in package.json: "imports": { "#shared/*": "./shared/*" }.',
    );
  });
});

describe('a tasks file that exports something else', () => {
  const hint = "Write `export default defineTasks({ … })`, with `import { defineTask, defineTasks } from 'flowlang'`.";

  it('is told what to write where there is no default export', async () => {
    const error = await failure({ 'flow.ts': 'export const tasks = {};' });
    expect(error.message).toBe(`flow.ts: flow.ts has no default export. ${hint}`);
  });

  it.each(['{ Go: () => 1 }', 'undefined', '5'])(
    'is told what to write where the default export is %s',
    async (value) => {
      const error = await failure({ 'flow.ts': `export default ${value};` });
      expect(error.message).toBe(`flow.ts: The default export of flow.ts is not made by defineTasks. ${hint}`);
    },
  );

  it('is told which of its tasks is none, and where', async () => {
    const text = "import { defineTasks } from 'flowlang';\n\nexport default defineTasks({ Wrong: 5 } as never);";
    const error = await failure({ 'flow.ts': text });
    expect(error.message).toBe('flow.ts:3:16: The task Wrong is neither a function nor made by defineTask({ … }).');
  });

  it('is told which schema cannot be described', async () => {
    const text = GOOD.replace('z.object({ text: z.string() })', 'z.object({ text: z.string(), n: z.bigint() })');
    const error = await failure({ 'flow.ts': text });
    expect(error.message).toMatch(/^flow\.ts: The `output` of the task Greet cannot be described: BigInt cannot/);
  });
});

describe('a tasks file that throws while it is loaded', () => {
  it('is shown with the place and the message', async () => {
    const error = await failure({ 'flow.ts': 'const go = () => missing();\n\nexport default\n  go();' });
    expect(error.message).toBe('flow.ts:1:18: ReferenceError while it was loaded: missing is not defined.');
  });

  it('is shown with the place in itself, when what it calls throws', async () => {
    const files = {
      'flow.ts': "import { connect } from './database.ts';\nconnect();",
      'database.ts': "export function connect() { throw new Error('no database!'); }",
    };
    expect((await failure(files)).message).toBe('flow.ts:2:1: Error while it was loaded: no database!');
  });

  it('is not taken for invalid, when it reads something that is', async () => {
    const error = await failure({ 'flow.ts': "const settings: string = '{';\nexport default JSON.parse(settings);" });
    expect(error.message).toMatch(/^flow\.ts:2:21: SyntaxError while it was loaded: Expected property name/);
  });

  it('is shown without a place, when what was thrown has none', async () => {
    expect((await failure({ 'flow.ts': "throw 'boo';" })).message).toBe('flow.ts: It threw "boo" while it was loaded.');
  });
});
