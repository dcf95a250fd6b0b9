/** Tasks files and tests as people write them: every way that there is, put together at random. */
import fc from 'fast-check';

/** A text, and the parts of it that a person would miss. */
export interface Written {
  readonly text: string;
  readonly chunks: readonly string[];
}

export const NAMES = ['Alpha', 'Beta', 'Gamma', 'Delta', 'charge_card', 'X1'] as const;

const comment = fc.constantFrom('', '// mine', '/* } , { */', '/** @see "x" */', '// { unbalanced ( [ `');

/** One property of the map; `known` are the variables that shorthand and spread mean. */
const implementations: readonly ((name: string, note: string) => string)[] = [
  (name, note) =>
    `${name}: async ({ a }: { a: string }) => { ${note === '' || note.startsWith('//') ? '' : note} return { done: a + '}' }; }`,
  (name) => `'${name}': () => ({ text: \`\${'}'}\` })`,
  (name) => `["${name}"]: function (input: { a: string }) { return { r: /[}'"]/.test(input.a) }; }`,
  (name) => `async ${name}({ a }: { a: string }) { return { a, deep: { list: [1, 2, 3,] } }; }`,
  (name) => `${name}`,
  (name) => `${name}: notImplemented('${name}')`,
  (name) =>
    `${name}: defineTask({\n      // what it takes\n      input: z.object({ a: z.string() }),\n\n      run: async ({ a }) => ({ a }), /* ends */\n    })`,
];

export interface TasksFile extends Written {
  readonly names: readonly string[];
}

export const tasksFile: fc.Arbitrary<TasksFile> = fc
  .record({
    names: fc.subarray([...NAMES]),
    kinds: fc.array(fc.nat(implementations.length - 1), { minLength: NAMES.length, maxLength: NAMES.length }),
    notes: fc.array(comment, { minLength: NAMES.length, maxLength: NAMES.length }),
    style: fc.constantFrom('direct', 'named', 'object', 'exported', 'wrapped', 'satisfies'),
    imports: fc.constantFrom('plain', 'alias', 'star', 'split', 'comma'),
    zod: fc.constantFrom('z', 'star', 'alias', 'default', 'none', 'taken'),
    spread: fc.boolean(),
    comma: fc.boolean(),
    inline: fc.boolean(),
    unit: fc.constantFrom('  ', '    ', '\t'),
    end: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
    last: comment,
    tail: fc.constantFrom('', '\n', '\nprintStatus(import.meta);\n', '\n\n// the end'),
  })
  .map((choice) => {
    const { names, kinds, notes, unit } = choice;
    const spreads = choice.spread && names.length > 1 ? names.slice(0, 1) : [];
    const own = names.slice(spreads.length);
    const zod = choice.zod;
    const usesZod = zod !== 'none' && zod !== 'taken' && choice.imports !== 'star';
    const kindOf = (index: number) => {
      const kind = kinds[index] ?? 0;
      return kind === 6 && (!usesZod || zod !== 'z') ? 0 : kind;
    };
    const properties = own.map((name, index) => (implementations[kindOf(index)] ?? String)(name, notes[index] ?? ''));
    const shorthand = own.filter((_, index) => kindOf(index) === 4);
    const inline = choice.inline && !properties.some((text) => text.includes('\n'));
    const body = objectText([...spreads.map(() => '...more'), ...properties], notes, { ...choice, inline, unit });
    const lines = [
      '/** My tasks: a header. */',
      ...importLines(choice.imports, zod),
      ...shorthand.map((name) => `const ${name} = () => ({ from: '${name}' });`),
      ...(spreads.length > 0 ? [`const more = { ${spreads[0]}: () => ({ spread: true }) };`] : []),
      ...(zod === 'taken' ? ['const z = 26; // the last letter', 'void z;'] : []),
      ...exportLines(choice.style, body, choice.imports === 'star' ? 'flowlang.' : ''),
    ];
    const raw = `${lines.join('\n')}${choice.tail}`;
    const text = choice.mark + raw.replaceAll('\n', choice.end);
    const chunks = [...properties, ...shorthand, ...notes.filter((note) => note !== '' && raw.includes(note))];
    return { text, names, chunks: chunks.map((chunk) => chunk.replaceAll('\n', choice.end)) };
  });

interface Layout {
  readonly comma: boolean;
  readonly inline: boolean;
  readonly unit: string;
  readonly last: string;
}

function objectText(members: readonly string[], notes: readonly string[], layout: Layout): string {
  if (members.length === 0) return layout.inline ? '{}' : '{\n}';
  if (layout.inline) return `{ ${members.join(', ')}${layout.comma ? ',' : ''} }`;
  const lines = members.map((member, index) => {
    const isLast = index === members.length - 1;
    return `${layout.unit}${member}${isLast && !layout.comma ? '' : ','} ${notes[index] ?? ''}`;
  });
  const last = layout.last === '' ? [] : [`${layout.unit}${layout.last}`];
  return `{\n${[...lines, ...last].join('\n')}\n}`;
}

function importLines(style: string, zod: string): readonly string[] {
  const flowlang = {
    plain: ["import { defineTask, defineTasks, notImplemented, printStatus } from 'flowlang';"],
    alias: ["import { defineTask as task, defineTasks, notImplemented, printStatus } from 'flowlang'; // ours"],
    star: [
      "import * as flowlang from 'flowlang';",
      'const { defineTask, notImplemented, printStatus } = flowlang;',
      'void [defineTask, notImplemented, printStatus];',
    ],
    split: ["import { defineTasks } from 'flowlang';", "import { notImplemented, printStatus } from 'flowlang';"],
    comma: ["import {\n  defineTasks,\n  notImplemented,\n  printStatus, // status\n} from 'flowlang';"],
  }[style];
  const lines: Readonly<Record<string, string>> = {
    z: "import { z } from 'zod';",
    star: "import * as z from 'zod';",
    alias: "import { z as zod } from 'zod';",
    default: "import z from 'zod';",
  };
  const own = lines[zod];
  const needsTask = style === 'split' || style === 'comma' || style === 'alias';
  const extra = needsTask && zod === 'z' ? ["import { defineTask } from 'flowlang';"] : [];
  return [...(flowlang ?? []), ...extra, ...(own === undefined ? [] : [own])];
}

function exportLines(style: string, body: string, prefix: string): readonly string[] {
  const made = `${prefix}defineTasks(${body})`;
  switch (style) {
    case 'named':
      return [`const tasks = ${made};`, 'export default tasks;'];
    case 'object':
      return [`const map = ${body};`, `export default ${prefix}defineTasks(map);`];
    case 'exported':
      return [`export const tasks = ${made}`, 'export { tasks as default }'];
    case 'wrapped':
      return [`export default Object.freeze((${made}));`];
    case 'satisfies':
      return [`export default ${made} satisfies object;`];
    default:
      return [`export default ${made};`];
  }
}

export const testsFile: fc.Arbitrary<Written> = fc
  .record({
    names: fc.subarray([...NAMES]),
    imports: fc.constantFrom(
      "import { describe, expect, it } from 'vitest';\nimport tasks from '../flow.ts';",
      "import { expect, test as it } from 'vitest'\nimport all from '../flow.ts' // all of them",
      "import * as vitest from 'vitest';",
      '',
    ),
    note: comment,
    end: fc.constantFrom('\n', '\r\n'),
    tail: fc.constantFrom('', '\n', '\n// the end'),
  })
  .map(({ names, imports, note, end, tail }) => {
    const blocks = names.map(
      (name) => `// about ${name}\nvoid '${name}';\n{\n  const expected = { "}": '${name}' };\n  void expected;\n}`,
    );
    const raw = `${[imports, note, ...blocks].join('\n')}${tail}`;
    return { text: raw.replaceAll('\n', end), chunks: blocks.map((block) => block.replaceAll('\n', end)) };
  });
