import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { begin, flowlang } from './command.ts';

const FLOW = `flow: Shop
steps:
  - { task: Price, id: price, inputs: { item: book } }
  - { task: Pay, inputs: { amount: "\${price.total * 2}" } }
`;

const MORE = `${FLOW}  - { task: Thank, inputs: { name: you } }\n`;

function read(cwd: string, file: string): string {
  return readFileSync(path.join(cwd, file), 'utf8');
}

function filesIn(cwd: string): readonly string[] {
  return readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(cwd, file)).isFile())
    .toSorted();
}

describe('scaffolder scaffold', () => {
  it('writes all the files of a flow into another folder, whose flow is sound with them', async () => {
    const cwd = tempProject({ 'flow.yaml': FLOW }, 'ünter lagen');
    rmSync(path.join(cwd, 'package.json'));
    const { code, stdout, stderr } = await flowlang(['scaffolder', 'scaffold', 'flow.yaml', '-o', 'my project'], {
      cwd,
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Packing flowlang .*\n$/);
    expect(stdout).toContain('✔ my project/flow.ts: new\n');
    const dir = path.join(cwd, 'my project');
    expect(filesIn(dir)).toEqual(
      expect.arrayContaining([
        'README.md',
        'api.ts',
        'flow.ts',
        'flow.yaml',
        'package.json',
        'test_inputs.json',
        'tests/fixtures/cases.yaml',
        'tests/flow.test.ts',
        'tests/tasks.test.ts',
        'tools/generate.sh',
        'tools/start_server.sh',
        'tsconfig.json',
        // Before FlowLang is published, a new project brings it.
        'vendor/flowlang-0.1.0.tgz',
      ]),
    );
    expect(statSync(path.join(dir, 'tools/generate.sh')).mode & 0o111).not.toBe(0);
    expect(read(dir, 'flow.ts')).toContain('output: z.object({ total: z.number() })');
    const valid = await flowlang(['validate', 'flow.yaml', '--tasks-file', 'flow.ts'], { cwd: dir });
    expect(valid.stdout).toBe('✔ flow.yaml: 0 errors, 0 warnings\n');
  });

  it('never touches what is there', async () => {
    const files = { 'flow.yaml': FLOW, 'flow.ts': '// mine\n', 'README.md': '# Mine\n', 'tests/tasks.test.ts': '' };
    const cwd = tempProject(files);
    const { code, stdout } = await flowlang(['scaffolder', 'scaffold'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('✔ api.ts: new');
    for (const [name, text] of Object.entries(files)) expect(read(cwd, name)).toBe(text);
  });

  it('shows the mistakes of a flow, and writes nothing', async () => {
    const cwd = tempProject({ 'flow.yaml': 'flow: F\nsteps:\n  - tsak: A\n' });
    const before = filesIn(cwd);
    const { code, stderr } = await flowlang(['scaffolder', 'scaffold'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('Mend them first; nothing was written.');
    expect(stderr).toContain('3 |   - tsak: A');
    expect(filesIn(cwd)).toEqual(before);
  });
});

describe('scaffolder update', () => {
  it('adds what is new, keeps what nobody names any more, and then changes nothing', async () => {
    const cwd = tempProject({ 'flow.yaml': FLOW });
    await flowlang(['scaffolder', 'update'], { cwd });
    const mine = 'run: async ({ item }) => { /* mine */ return { total: item.length }; },';
    writeFileSync(path.join(cwd, 'flow.ts'), read(cwd, 'flow.ts').replace("run: notImplemented('Price'),", mine));
    writeFileSync(path.join(cwd, 'flow.yaml'), MORE.replace('task: Pay', 'task: Charge'));
    const before = read(cwd, 'flow.ts');

    const dry = await flowlang(['scaffolder', 'update', 'flow.yaml', '-o', '.', '--dry-run'], { cwd });
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/^--- a\/flow\.ts\n\+\+\+ b\/flow\.ts\n@@ /);
    expect(dry.stdout).toContain("\n+    run: notImplemented('Thank'),\n");
    expect(read(cwd, 'flow.ts')).toBe(before);

    const done = await flowlang(['scaffolder', 'update', 'flow.yaml', '-o', '.'], { cwd });
    expect(done.stdout).toContain('✔ flow.ts: adds Charge, Thank\n✔ tests/tasks.test.ts: adds Charge, Thank\n');
    expect(done.stdout).toContain('✔ README.md: ');
    expect(done.stderr).toBe('• flow.ts: Pay is kept, though no step names it any more.\n');
    expect(read(cwd, 'flow.ts')).toContain(mine);
    expect(read(cwd, 'tests/tasks.test.ts')).toContain("describe('Thank', ");

    const again = await flowlang(['scaffolder', 'update', '--json'], { cwd });
    expect(JSON.parse(again.stdout)).toEqual({
      changes: [],
      notes: [{ file: 'flow.ts', message: 'Pay is kept, though no step names it any more' }],
    });
  });

  it('leaves a file alone that it cannot understand, and prints what to paste', async () => {
    const text = "export { default } from './tasks.ts';\n";
    const cwd = tempProject({ 'flow.yaml': FLOW, 'flow.ts': text });
    const { code, stdout, stderr } = await flowlang(['scaffolder', 'update'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(
      '• flow.ts: it is left as it is, since no `export default defineTasks({ … })` stands in it',
    );
    expect(stdout).toMatch(/^Price: defineTask\(\{\n[\s\S]*\nPay: defineTask\(\{\n/);
    expect(stderr).not.toContain('Nothing is new');
    expect(read(cwd, 'flow.ts')).toBe(text);
  });

  it('tells a mistake in a file in one sentence', async () => {
    const cwd = tempProject({ 'flow.yaml': FLOW, 'flow.ts': 'export default {\n  a: 1\n  b: 2,\n};\n' });
    const { stderr } = await flowlang(['scaffolder', 'update'], { cwd });
    expect(stderr).toContain("since it has a mistake in line 3: ',' expected. Paste what it lacks.\n");
    expect(stderr).not.toContain('..');
  });

  it('finds the tasks of a file that has a mistake, and shows no stub of those', async () => {
    const price = "Price: defineTask({ run: () => ({ price: Number('7' }) }),";
    const text = `import { defineTask, defineTasks } from 'flowlang';\nexport default defineTasks({\n  ${price}\n});\n`;
    const cwd = tempProject({ 'flow.yaml': FLOW, 'flow.ts': text });
    const { stdout, stderr } = await flowlang(['scaffolder', 'update'], { cwd });
    expect(stderr).toContain('it has a mistake in line 3');
    expect(stdout).toMatch(/^Pay: defineTask/);
    expect(stdout).not.toContain('Price:');
    expect(read(cwd, 'flow.ts')).toBe(text);
  });

  it('shows a stub that does not fit the flow any more as it would be now', async () => {
    const cwd = tempProject({ 'flow.yaml': FLOW });
    await flowlang(['scaffolder', 'scaffold'], { cwd });
    writeFileSync(path.join(cwd, 'flow.yaml'), FLOW.replace('item: book', 'title: book'));
    const before = read(cwd, 'flow.ts');
    const { code, stdout, stderr } = await flowlang(['scaffolder', 'update'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('the stub of Price does not fit the flow any more');
    expect(stdout).toContain('input: z.object({ title: z.string() })');
    expect(read(cwd, 'flow.ts')).toBe(before);
  });

  it('works per flow in a project of several', async () => {
    const cwd = tempProject({ 'flows/a/flow.yaml': FLOW, 'flows/b/flow.yaml': FLOW.replace('Shop', 'Other') });
    const { code } = await flowlang(['scaffolder', 'update', './flows'], { cwd });
    expect(code).toBe(0);
    for (const file of ['a/flow.ts', 'b/flow.ts', 'b/tests/tasks.test.ts'])
      expect(existsSync(path.join(cwd, 'flows', file))).toBe(true);
    expect(existsSync(path.join(cwd, 'flows/a/package.json'))).toBe(false);
  });

  it('says which file it may not write, and writes none', async () => {
    const cwd = tempProject({ 'flow.yaml': FLOW });
    await flowlang(['scaffolder', 'scaffold'], { cwd });
    chmodSync(path.join(cwd, 'tests/tasks.test.ts'), 0o444);
    writeFileSync(path.join(cwd, 'flow.yaml'), MORE);
    const before = read(cwd, 'flow.ts');
    const { code, stderr } = await flowlang(['scaffolder', 'update'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'flowlang: tests/tasks.test.ts is read-only: allow writing to it first.\n',
    });
    expect(read(cwd, 'flow.ts')).toBe(before);
  });
});

describe('scaffolder auto', () => {
  it('updates on every save until Ctrl-C, and outlives a mistake', async () => {
    const cwd = tempProject({ 'src/flow.yaml': FLOW });
    mkdirSync(path.join(cwd, 'out'));
    const child = begin(['scaffolder', 'auto', 'src/flow.yaml', '-o', 'out'], { cwd });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const errors = createInterface(child.stderr)[Symbol.asyncIterator]();
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith('Watching')) {
        writeFileSync(path.join(cwd, 'src/flow.yaml'), 'flow: [');
        expect((await errors.next()).value).toContain('The flow has mistakes');
        writeFileSync(path.join(cwd, 'src/flow.yaml'), MORE);
      }
      if (line === '✔ out/flow.ts: adds Thank') break;
    }
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
