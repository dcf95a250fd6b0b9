/** A client whose server is the handlers that `flowlang generate msw` writes, and the contract of the real one. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FlowLangClient } from '@flowlang/client';
import type { createFlowHandlers, MockOptions } from '@flowlang/client/msw';
import type { RunningServer } from 'flowlang/server';
import { setupServer } from 'msw/node';
import { expect, onTestFinished } from 'vitest';
import { checkExchange } from '../conformance/check-exchange.ts';
import type { Contract } from '../conformance/contract.ts';
import { Recorder } from './record.ts';
import { ROOT } from './scenario.ts';
import { serveFlows, targetAt } from './serve.ts';

const FLOWLANG = path.join(path.dirname(ROOT), 'server/bin/flowlang.js');
export const BASE = 'http://mocked.test/api';

export interface Mocked {
  readonly server: RunningServer;
  readonly contract: Contract;
  readonly handlers: (options?: MockOptions) => ReturnType<typeof createFlowHandlers>;
  remove(): Promise<void>;
}

/** Handlers generated for the flows of a folder that have no errors, and the real server of the same. */
export async function mockFlows(flows: string): Promise<Mocked> {
  const dir = mkdtempSync(path.join(tmpdir(), 'flowlang-msw-'));
  symlinkSync(path.join(path.dirname(ROOT), 'node_modules'), path.join(dir, 'node_modules'));
  for (const name of readdirSync(flows)) {
    if (name !== 'broken' && name !== 'web')
      cpSync(path.join(flows, name), path.join(dir, 'flows', name), { recursive: true });
  }
  const file = path.join(dir, 'mocks.gen.ts');
  execFileSync(process.execPath, [FLOWLANG, 'generate', 'msw', path.join(dir, 'flows'), '-o', file], { stdio: 'pipe' });
  const { flowHandlers } = await import(pathToFileURL(file).href);
  const server = await serveFlows(path.join(dir, 'flows'));
  const { contract } = await targetAt(server.url);
  const remove = async (): Promise<void> => {
    await server.close(0);
    rmSync(dir, { recursive: true });
  };
  return { server, contract, handlers: (options) => flowHandlers({ baseUrl: BASE, ...options }), remove };
}

/** Until the test ends, a client of these handlers; `judge` says what is wrong with all that they answered. */
export function clientOf({ handlers, contract }: Mocked, options?: MockOptions) {
  const mock = setupServer(...handlers(options));
  mock.listen({ onUnhandledRequest: 'bypass' });
  onTestFinished(() => mock.close());
  const recorder = new Recorder();
  const client = new FlowLangClient({ baseUrl: BASE, fetch: recorder.fetch, retry: false });
  const judge = async (): Promise<void> => {
    const exchanges = await recorder.exchanges();
    expect(exchanges.length).toBeGreaterThan(0);
    const faults = exchanges.flatMap((exchange) => {
      const path = exchange.path.replace(/^\/api/, '');
      return checkExchange(contract, { ...exchange, path });
    });
    expect(faults).toEqual([]);
  };
  return { client, judge };
}
