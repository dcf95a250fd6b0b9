/**
 * Projects as somebody makes them: from the packed packages, outside of the repository, in a folder with blanks and umlauts.
 * One is installed from the registry, as docs/projects.md says; the others share what was installed.
 */
import { cpSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FLOWLANG, ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';
import { folderOutside, PORT, serve, type } from './typed.ts';

const folder = folderOutside('flowlang prüjekte ');
const greeter = path.join(folder, 'greeter');

/** The commands of the page. The folder of the first is made from the repository; then its own `flowlang` makes others. */
const [make, work, ask, several] = codeBlocks(readFileSync(path.join(ROOT, 'docs/projects.md'), 'utf8')).map(
  ({ text }) => text.replaceAll('8000', String(PORT)),
);

const share = (project: string) =>
  symlinkSync(path.join(greeter, 'node_modules'), path.join(folder, project, 'node_modules'));

let printed = '';

beforeAll(async () => {
  printed = await type((make ?? '').replace('flowlang init', `node '${FLOWLANG}' init`), folder);
}, 400_000);

describe('the guide to projects', () => {
  it('leads to a flow that answers', { timeout: 100_000 }, async () => {
    const [server = '', ...before] = (work ?? '').trimEnd().split('\n').reverse();
    printed += await type(before.reverse().join('\n'), greeter);
    expect(printed).toContain('Greeter is in greeter');
    expect(printed).toMatch(/Test Files .*2 passed/);
    expect(printed).toContain('Progress: 2/2 (100.0%)');
    await serve(`cd greeter; exec ${server}`, folder);
    printed = await type(ask ?? '', greeter);
    expect(printed).toContain('"implementation_status":"2/2 (100.0%)"');
    expect(printed).toContain('"text":"Hello Ada! Hello Ada!"');
  });

  it('has one zod, its own, and vitest for development alone', () => {
    const lock = JSON.parse(readFileSync(path.join(greeter, 'package-lock.json'), 'utf8'));
    const { 'node_modules/vitest': vitest, ...packages } = lock.packages;
    expect(vitest.dev).toBe(true);
    for (const name of ['flowlang', '@flowlang/openapi'])
      expect(packages[`node_modules/${name}`].dependencies).not.toHaveProperty('zod');
    expect(Object.keys(packages).filter((place) => place.endsWith('node_modules/zod'))).toEqual(['node_modules/zod']);
  });

  it('makes a project of several flows, which share', { timeout: 100_000 }, async () => {
    const [init = '', ...rest] = (several ?? '').trimEnd().split('\n');
    await type(init.replace('flowlang', 'npx flowlang').replace(' --multi', ' --packages vendor --multi'), greeter);
    share('shop');
    printed = await type(`${rest.slice(1).join('\n')}\nnpx tsc\nnpm run validate\nnpm test`, path.join(folder, 'shop'));
    expect(printed).toContain('2 flows: 0 errors, 0 warnings');
    expect(printed).toMatch(/Test Files .*4 passed/);
    await serve(`cd shop; exec ./scripts/start_multi_server.sh --port ${PORT + 1} --reload`, folder);
    printed = await type(
      `curl -s -X POST localhost:${PORT + 1}/flows/OrderProcessing/execute -H 'Content-Type: application/json' -d @test_inputs.json`,
      path.join(folder, 'shop/flows/order_processing'),
    );
    expect(printed).toContain('"status":"confirmed"');
  });
});

describe.each([
  ['APIIntegration', '"ticket_id":"ticket_'],
  ['OrderProcessing', '"status":"confirmed"'],
  ['DataPipeline', '"failed":0'],
])('a project from the template %s', (template, answer) => {
  it('works as it is, also where it is moved to', { timeout: 100_000 }, async () => {
    await type(`npx flowlang init '../${template} ä' --template ${template} --packages vendor`, greeter);
    renameSync(path.join(folder, `${template} ä`), path.join(folder, template));
    share(template);
    cpSync(path.join(folder, template, '.env.example'), path.join(folder, template, '.env'));
    const dir = path.join(folder, template);
    printed = await type('npm run validate\nnode flow.ts\nnpm test\ntools/generate.sh --dry-run', dir);
    expect(printed).toContain('0 errors, 0 warnings');
    expect(printed).toContain('(100.0%)');
    expect(printed).toMatch(/Test Files .*2 passed/);
    const port = PORT + 2 + template.length;
    const fake = template === 'APIIntegration' ? 'node tests/fake-api.ts & ' : '';
    await serve(`cd ${template}; ${fake}exec tools/start_server.sh --port ${port}`, folder);
    const url = `localhost:${port}/flows/${path.basename(template)}`;
    printed = await type(
      `curl -s -X POST ${url}A/execute -H 'Content-Type: application/json' -d @test_inputs.json`,
      dir,
    );
    expect(printed).toContain(answer);
  });
});
