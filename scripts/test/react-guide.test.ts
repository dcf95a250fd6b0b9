/** docs/clients-react.md, typed by somebody in a folder of their own: it compiles, and its mocks answer. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ENV, FLOWLANG, ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';
import { folderOutside } from './typed.ts';

describe('the guide to React and MSW', () => {
  const folder = folderOutside('flowlang react ');

  beforeAll(() => {
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    for (const { file, text } of codeBlocks(readFileSync(path.join(ROOT, 'docs/clients-react.md'), 'utf8'))) {
      if (file !== undefined) writeFileSync(path.join(folder, file), text);
    }
    const flows = path.join(ROOT, 'examples');
    const generate = (what: string, file: string) =>
      execFileSync(process.execPath, [FLOWLANG, 'generate', what, flows, '-o', path.join(folder, file)], {
        stdio: 'pipe',
      });
    generate('client', 'flowlang.gen.ts');
    generate('msw', 'flows.msw.gen.ts');
    writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: path.join(ROOT, 'tsconfig.check.json'),
        include: ['*.ts', '*.tsx'],
        compilerOptions: { types: [] },
      }),
    );
  }, 60_000);

  it('compiles as it stands', () => {
    const { stdout } = spawnSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], {
      encoding: 'utf8',
      env: ENV,
    });
    expect(stdout).toBe('');
  }, 120_000);

  it('has mocks that answer as it says', async () => {
    const { server } = await import(pathToFileURL(path.join(folder, 'mocks.ts')).href);
    server.listen();
    try {
      const { client } = await import(pathToFileURL(path.join(folder, 'flowlang.ts')).href);
      const order = { order_id: 'ord_123', customer_id: 'cust_456' };
      const paid = await client.executeFlow('OrderProcessor', order);
      expect(paid.outputs).toMatchObject({ order_id: 'ord_123', total: 12 });
      const refused = await client.executeFlow('OrderProcessor', { ...order, payment_method: 'invoice' });
      expect(refused.error).toMatchObject({ type: 'PaymentRefusedError', step_id: 'payment' });
    } finally {
      server.close();
    }
  });
});
