/** Plays every scenario with faults with the TypeScript client: the real server, and the proxy before it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPlayed, listed } from '../report/report.ts';
import { loadFaultScenarios } from './fault-scenario.ts';
import { playFaultScenario } from './play-fault.ts';
import { type RunningProxy, startProxy } from './running-proxy.ts';

const SCENARIOS = loadFaultScenarios().filter((one) => isPlayed(one, 'typescript'));

const played: string[] = [];
let proxy: RunningProxy;

beforeAll(async () => {
  proxy = await startProxy();
}, 30_000);
afterAll(() => proxy.end());

for (const [operation, scenarios] of Map.groupBy(SCENARIOS, (scenario) => scenario.operation)) {
  describe.concurrent(operation, () => {
    for (const scenario of scenarios) {
      // Not test.each, which shortens the names.
      test(scenario.name, { timeout: 60_000 }, async () => {
        expect(await playFaultScenario(scenario, proxy)).toEqual([]);
        played.push(scenario.name);
      });
    }
  });
}

test('All that the report lists was played, and nothing else', () => {
  expect(played.sort()).toEqual(listed('typescript', { faults: true }).sort());
});
