/** Plays every scenario with the TypeScript client, against the real server. */

import type { RunningServer } from 'flowlang/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listed } from '../report/report.ts';
import { playScenario, type Target } from './play.ts';
import { loadScenarios } from './scenario.ts';
import { serveFlows, targetAt } from './serve.ts';

const played: string[] = [];
let server: RunningServer;
let target: Target;

beforeAll(async () => {
  server = await serveFlows();
  target = await targetAt(server.url);
});
afterAll(() => server.close(0));

for (const [operation, scenarios] of Map.groupBy(loadScenarios(), (scenario) => scenario.operation)) {
  describe(operation, () => {
    test.each(scenarios)('$name', { timeout: 20_000 }, async (scenario) => {
      expect(await playScenario(scenario, target)).toEqual([]);
      played.push(scenario.name);
    });
  });
}

test('All that the report lists was played, and nothing else', () => {
  expect(played.sort()).toEqual(listed('typescript', { faults: false }).sort());
});
