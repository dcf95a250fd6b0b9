/** docs/clients-typescript.md, typed by somebody in a folder of their own: every snippet is type-checked, and then run. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { FLOWLANG, ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';
import { folderOutside, PORT, serve, type } from './typed.ts';

const CONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2024',
    module: 'nodenext',
    lib: ['es2024', 'dom', 'dom.asynciterable', 'esnext.disposable'],
    types: ['node'],
    allowImportingTsExtensions: true,
  },
  include: ['*.ts'],
};

it('The guide to the TypeScript client does what it says, snippet by snippet', { timeout: 120_000 }, async () => {
  const folder = folderOutside('flowlang client guide ');
  const flows = path.join(folder, 'flows');
  mkdirSync(flows);
  for (const from of ['examples/order_processing', 'contract-tests/flows/approval']) {
    cpSync(path.join(ROOT, from), path.join(flows, path.basename(from)), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));

  const text = readFileSync(path.join(ROOT, 'docs', 'clients-typescript.md'), 'utf8').replaceAll('8000', String(PORT));
  const [first, prelude, ...others] = codeBlocks(text).filter(({ language }) => language === 'ts');
  const begin = `${first?.text.split('\n\nconst result')[0]}\n${prelude?.text}`;
  const files = [first?.text ?? '', ...others.map((block) => `${begin}${block.text}`)].map((code, index) => {
    const file = `snippet-${index}.ts`;
    writeFileSync(path.join(folder, file), `${code}\nexport {};\n`);
    return file;
  });
  await type(`node '${FLOWLANG}' generate client flows -o flowlang.gen.ts\ntsc -p .`, folder);
  await serve(`node '${FLOWLANG}' serve --multi flows --journal memory --port ${PORT}`, folder);
  const printed = await type(
    files.map((file) => `node --disable-warning=ExperimentalWarning ${file}`).join('\n'),
    folder,
  );

  expect(printed).toContain('total 10.71');
  expect(printed).toContain('10.71 true 200 ');
  expect(printed).toContain('confirmation: completed');
  expect(printed).toContain('paid 10.71');
  expect(printed).toContain('approved true');
  expect(printed).toMatch(/completed true\npage 1/);
  expect(printed).toMatch(/flowchart/);
  expect(printed).toContain('ready ready undefined');
  expect(printed).toMatch(/\/order_id \S+/);
  expect(printed).toContain('POST /flows/OrderProcessor/execute 200');
});
