/** The snippets that we show run as they stand, against the real server and its examples; `tsc` checks their types. */
import type { RunningServer } from 'flowlang/server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { EXAMPLES, serveFlows } from './serve.ts';

let server: RunningServer;
let printed: unknown[];

beforeAll(async () => {
  server = await serveFlows(EXAMPLES);
});
afterAll(() => server.close(0));

beforeEach(() => {
  printed = [];
  const { fetch } = globalThis;
  // The snippets say port 8000; ours is any that is free.
  vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
    fetch(url.replace('http://localhost:8000', server.url), init),
  );
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => {
    printed.push(line);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const OUTPUTS = {
  order_id: 'ord_123',
  status: 'confirmed',
  total: 10.71,
  confirmation_number: 'HAM-ord_123',
  message: expect.any(String),
};

const EVENTS = [
  'null: running',
  'validation: running',
  'validation: completed',
  'price: running',
  'price: completed',
  'parallel: running',
  'reservation: running',
  'reservation: completed',
  'payment: running',
  'payment: completed',
  'parallel: completed',
  'confirmation: running',
  'confirmation: completed',
  'AwardPoints: skipped',
  'null: completed',
];

test('The TypeScript snippet of the requirements runs', async () => {
  await import('../snippets/requirements.ts');
  expect(printed.slice(0, 2)).toEqual([true, OUTPUTS]);
  expect(printed.slice(2)).toEqual(EVENTS);
});

test('The typed snippet runs', async () => {
  await import('../snippets/typed.ts');
  expect(printed).toEqual([OUTPUTS.total, ...EVENTS]);
});
