/** Clients of other people, against the real server. Those that need more than npm has are in scripts/interop. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { RunningServer } from 'flowlang/server';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OlderClient } from './older-client.ts';
import { ROOT } from './scenario.ts';
import { EXAMPLES, serveFlows } from './serve.ts';

const run = promisify(execFile);
const NODE_MODULES = path.join(path.dirname(ROOT), 'node_modules');
const INPUTS = { order_id: 'ord_123', customer_id: 'cust_456' };

let server: RunningServer;
beforeAll(async () => {
  server = await serveFlows(EXAMPLES);
});
afterAll(() => server.close(0));

describe('openapi-fetch, typed by openapi-typescript', () => {
  it('makes a call of each kind, and the compiler agrees with each', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-fetch-'));
    try {
      const document = await (await fetch(`${server.url}/openapi.json`)).text();
      const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: 'NodeNext', target: 'ES2024' };
      const files = {
        'package.json': '{"type": "module"}',
        'tsconfig.json': JSON.stringify({ compilerOptions, files: ['use.ts'] }),
        'schema.d.ts': astToString(await openapiTS(document, { defaultNonNullable: false, silent: true })),
        'use.ts': readFileSync(path.join(ROOT, 'snippets', 'openapi-fetch.ts.txt'), 'utf8'),
      };
      symlinkSync(NODE_MODULES, path.join(folder, 'node_modules'));
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
      const tsc = path.join(NODE_MODULES, 'typescript', 'bin', 'tsc');
      // What the compiler says it says on standard output, and fails.
      const compiled = await run(process.execPath, [tsc, '-p', folder]).catch(({ stdout }) => ({ stdout }));
      expect(compiled.stdout).toBe('');
      const { stdout } = await run(process.execPath, [path.join(folder, 'use.ts'), server.url]);
      expect(JSON.parse(stdout)).toEqual([
        ['InventorySync', 'LoanApproval', 'OrderProcessor'],
        'confirmed',
        'invalid_inputs',
        'confirmed',
        'api',
        'confirmed',
        true,
        'execution_ended',
        true,
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the client of the older FlowLang', () => {
  it('executes a flow', async () => {
    const result = await new OlderClient({ baseUrl: server.url }).executeFlow('OrderProcessor', INPUTS);
    expect(result).toMatchObject({ success: true, outputs: { status: 'confirmed' } });
  });

  it('reads the events of a flow', async () => {
    const seen: string[] = [];
    for await (const event of new OlderClient({ baseUrl: server.url }).executeFlowStream('OrderProcessor', INPUTS)) {
      seen.push(`${event.step_id}: ${event.status}`);
    }
    expect(seen).toEqual(expect.arrayContaining(['null: running', 'validation: completed', 'null: completed']));
  });
});
