/** Adds a test for each new task to the tests of tasks. What stands there stays, byte by byte. */
import type { Json } from '@flowlang/openapi';
import { type Insertion, insert, quoted, WIDTH, withLineEnd } from './code.ts';
import { importDefault, importNames } from './import-names.ts';
import type { Merged } from './merge-tasks.ts';
import { sampleObject, sampleOf } from './sample.ts';
import type { TaskStub } from './stub.ts';
import { readSource } from './syntax.ts';
import { propertyName } from './zod-code.ts';

/** Where a new file begins. */
export const EMPTY_TESTS_FILE =
  "/** Each task by itself: npx vitest run tests/ */\nimport { describe, expect, it } from 'vitest';\n";

/** @param tasksFile as the test imports it: `../flow.ts` */
export function mergeTests(file: string, text: string, stubs: readonly TaskStub[], tasksFile: string): Merged {
  if (stubs.length === 0) return { text };
  const source = readSource(file, text);
  if ('problem' in source) return { problem: `it has a mistake in ${source.problem}` };
  const runner = importNames(source, ['vitest'], ['describe', 'expect', 'it']);
  const kit = importNames(source, ['flowlang/testing'], ['taskContext']);
  const tasks = importDefault(source, tasksFile, 'tasks');
  const names: TestNames = {
    describe: runner.local('describe'),
    expect: runner.local('expect'),
    it: runner.local('it'),
    taskContext: kit.local('taskContext'),
    tasks: tasks.local('default'),
  };
  const gap = text.endsWith('\n') || text === '' ? '\n' : '\n\n';
  const code = stubs.map((stub) => `${testCode(stub, names)}\n`).join('\n');
  const end: Insertion = { at: text.length, text: withLineEnd(`${gap}${code}`, source.lineEnd) };
  const added = insert(text, [...runner.insertions, ...kit.insertions, ...tasks.insertions, end]);
  return 'problem' in readSource(file, added)
    ? { problem: 'tests have no place in it that is certain' }
    : { text: added };
}

interface TestNames {
  readonly describe: string;
  readonly expect: string;
  readonly it: string;
  readonly taskContext: string;
  readonly tasks: string;
}

function testCode({ name, input, output }: TaskStub, names: TestNames): string {
  const key = propertyName(name);
  const task = key === name ? `${names.tasks}.${name}` : `${names.tasks}[${quoted(name)}]`;
  const expected = output === undefined ? undefined : jsonCode(sampleOf(output, name), '    ');
  const call = callCode(task, sampleObject(input), `${names.taskContext}()`);
  const body =
    expected === undefined
      ? `    ${call};\n`
      : `    const result = ${call};\n    ${names.expect}(result).toEqual(${expected});\n`;
  return `${names.describe}(${quoted(name)}, () => {
  // Take \`.todo\` away once the task is implemented, and write what it must answer.
  ${names.it}.todo('answers what the flow reads of it', async () => {
${body}  });
});`;
}

function callCode(task: string, input: Json, context: string): string {
  const flat = `await ${task}.run(${jsonCode(input, '    ')}, ${context})`;
  if (!flat.includes('\n') && flat.length < WIDTH) return flat;
  return `await ${task}.run(\n      ${jsonCode(input, '      ')},\n      ${context},\n    )`;
}

/** On one line if that is not too long. */
function jsonCode(value: Json, indent: string): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  const isArray = Array.isArray(value);
  const members = isArray
    ? value.map((item: Json) => jsonCode(item, inner))
    : Object.entries(value).map(([name, each]) => `${propertyName(name)}: ${jsonCode(each, inner)}`);
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return `${open}${close}`;
  const flat = members.join(', ');
  if (!flat.includes('\n') && indent.length + flat.length < WIDTH - 20) return isArray ? `[${flat}]` : `{ ${flat} }`;
  return `${open}\n${members.map((member) => `${inner}${member},\n`).join('')}${indent}${close}`;
}
