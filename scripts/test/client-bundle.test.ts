/** What the TypeScript client costs a web page, and that it runs where there is no Node. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from '../workspace.ts';

/** Bytes: what it is now, so that it does not grow unseen. The aim is 6,000: docs/house.md says what stands in the way. */
const LIMIT = 6_920;

let text = '';

beforeAll(async () => {
  const bundle = await build({
    stdin: { contents: `export { FlowLangClient } from './sdk-ts/dist/index.js';`, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    external: ['openapi-fetch'],
    absWorkingDir: ROOT,
    write: false,
  });
  text = bundle.outputFiles[0]?.text ?? '';
});

it('is small: the core without openapi-fetch, minified and zipped', () => {
  expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(LIMIT);
});

it('asks for nothing that only Node has', () => {
  expect(text).not.toMatch(/node:|\brequire\b|\bBuffer\b|\bsetImmediate\b|\b__dirname\b/);
  // The environment is read through globalThis, and only where there is one.
  expect(text.match(/(?<![\w.])process\b/g)).toBeNull();
});

it('loads and works where there is no process', async () => {
  const { process } = globalThis;
  const url = `data:text/javascript;base64,${Buffer.from(text.replace(/import .+? from"openapi-fetch";/, 'var none;')).toString('base64')}`;
  try {
    Reflect.deleteProperty(globalThis, 'process');
    const { FlowLangClient } = await import(/* @vite-ignore */ url);
    const client = new FlowLangClient({ baseUrl: 'http://flows.test', fetch: async () => Response.json([]) });
    const flows = await client.listFlows();
    globalThis.process = process;
    expect(flows).toEqual([]);
  } finally {
    globalThis.process = process;
  }
});
