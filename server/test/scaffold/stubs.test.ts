import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type FileChange, planScaffold } from '../../src/scaffold/index.ts';
import { tempProject, writeFiles } from '../project/temp-project.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

const FLOW = `flow: Rich
inputs:
  - { name: note, type: string, required: false }
  - { name: kind, type: string, enum: [big, small] }
  - { name: rows, type: array, items: { type: object, required: [id], properties: { id: { type: integer } } } }
outputs:
  - { name: total, type: number, value: "\${sum.total}" }
  - { name: rest, value: "\${sum.rest ?? 'none'}" }
steps:
  - { task: Send, inputs: { to: me, copies: 1, note: "\${inputs.note}" } }
  - { task: Send, inputs: { to: 12, kind: "\${inputs.kind}" } }
  - for_each: \${inputs.rows}
    as: row
    id: each
    do: [{ task: Read, id: read, inputs: { id: "\${row.id}", at: "\${loop.index}" } }]
  - { task: Sum, id: sum, inputs: { results: "\${each.results}", __proto__: x } }
  - if: sum.is_done
    then: [{ task: Finish, description: "It's over", inputs: { total: "\${sum.total}", open: "\${sum.whatever}" } }]
`;

async function filesOf(flow: string): Promise<ReadonlyMap<string, string>> {
  const dir = tempProject({ 'flow.yaml': flow });
  const changes: readonly FileChange[] = await planScaffold({ dir, flowFile: path.join(dir, 'flow.yaml') });
  return new Map(changes.map((change) => [path.relative(dir, change.path), change.after]));
}

/** What a compiler that is strict says of files in a project that has FlowLang, zod and vitest. */
function mistakesIn(files: ReadonlyMap<string, string>): readonly string[] {
  const dir = tempProject({});
  const code = [...files].filter(([name]) => name.endsWith('.ts'));
  writeFiles(dir, Object.fromEntries(code));
  const types = (name: string) => [path.join(ROOT, name)];
  const program = ts.createProgram(
    code.map(([name]) => path.join(dir, name)),
    {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      allowImportingTsExtensions: true,
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.NodeNext,
      types: ['node'],
      typeRoots: types('node_modules/@types'),
      paths: {
        flowlang: types('server/dist/index.d.ts'),
        'flowlang/testing': types('server/dist/testing/index.d.ts'),
        'flowlang/server': types('server/dist/server.d.ts'),
        vitest: types('node_modules/vitest/dist/index.d.ts'),
        zod: types('node_modules/zod/index.d.ts'),
      },
    },
  );
  return ts.getPreEmitDiagnostics(program).map((each) => ts.flattenDiagnosticMessageText(each.messageText, ' '));
}

describe('the stubs of a flow', () => {
  it('have the types of its expressions, and of what it does with results', async () => {
    const tasks = (await filesOf(FLOW)).get('flow.ts') ?? '';
    expect(tasks).toContain(`
    input: z.object({
      to: z.union([z.string(), z.int()]),
      copies: z.int().optional(),
      note: z.string().nullable().optional(),
      kind: z.enum(['big', 'small']).optional(),
    }),
`);
    const inputs = [...tasks.matchAll(/ {4}input: (.*),\n/g)].map(([, code]) => code);
    expect(inputs).toEqual([
      'z.object({ id: z.int(), at: z.int() })',
      "z.object({ results: z.array(z.object({ read: z.unknown() })), ['__proto__']: z.string() })",
      'z.object({ total: z.number(), open: z.unknown() })',
    ]);
    expect(tasks).toContain(`
    output: z.object({
      is_done: z.boolean(),
      total: z.number(),
      whatever: z.unknown(),
      rest: z.string().nullable(),
    }),
`);
    expect(tasks).toContain("description: 'It\\'s over',");
  });

  it('compile, with the tests and the server, where a compiler is strict', async () => {
    const files = new Map(await filesOf(FLOW));
    for (const name of ['flow.ts', 'api.ts', 'tests/tasks.test.ts']) expect(files.has(name)).toBe(true);
    // What it imports is held to its own tests.
    files.delete('tests/flow.test.ts');
    expect(mistakesIn(files)).toEqual([]);
  });
});
