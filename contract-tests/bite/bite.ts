/** Shows that the contract tests bite: every breakage is caught by a scenario, and an unbroken server by none. */
import { isPlayed } from '../report/report.ts';
import { loadFaultScenarios } from '../typescript/fault-scenario.ts';
import { playScenario } from '../typescript/play.ts';
import { type Between, playFaultScenario } from '../typescript/play-fault.ts';
import { startProxy } from '../typescript/running-proxy.ts';
import { loadScenarios, type Scenario } from '../typescript/scenario.ts';
import { serveFlows, targetAt } from '../typescript/serve.ts';
import { BREAKAGES } from './breakages.ts';
import { CLIENT_BREAKAGES } from './client-breakages.ts';
import { BreakingProxy } from './proxy.ts';

export interface Bite {
  readonly breakage: string;
  /** The scenario and what it says; undefined if the breakage was not caught. */
  readonly caughtBy: { readonly scenario: string; readonly problem: string } | undefined;
  /** Answers that were changed: none means that the breakage itself is broken. */
  readonly broken: number;
}

export interface Report {
  /** What is found where nothing is broken: the proxy itself must not be caught. */
  readonly falseAlarms: readonly string[];
  readonly bites: readonly Bite[];
}

export async function bite(): Promise<Report> {
  const server = await serveFlows();
  const proxy = new BreakingProxy(server.url);
  try {
    const { contract } = await targetAt(server.url);
    const target = { url: await proxy.listen(), contract };
    const scenarios = loadScenarios();
    const play = (scenario: Scenario): Promise<string[]> => playScenario(scenario, target);
    const falseAlarms = (await Promise.all(scenarios.map(play))).flat();
    const bites: Bite[] = [];
    for (const breakage of BREAKAGES) {
      proxy.break(breakage);
      const caughtBy = await firstToCatch(
        scenarios.filter(({ operation }) => operation === breakage.operation),
        play,
      );
      bites.push({ breakage: breakage.name, caughtBy, broken: proxy.broken });
    }
    return { falseAlarms, bites };
  } finally {
    await proxy.close();
    await server.close(0);
  }
}

/** The same for the TypeScript client: whichever rule it breaks, a scenario with faults catches it. */
export async function biteClient(): Promise<Bite[]> {
  const proxy = await startProxy();
  const bites: Bite[] = [];
  try {
    for (const { name, where, fetch: breaking, outcome } of CLIENT_BREAKAGES) {
      let broken = 0;
      const between: () => Between = () => ({
        ...(outcome && { outcome }),
        fetch: breaking?.((url, init) => {
          broken += 1;
          return fetch(url, init);
        }),
      });
      const scenarios = loadFaultScenarios().filter((one) => where.test(one.name) && isPlayed(one, 'typescript'));
      const caughtBy = await firstToCatch(scenarios, (one) => playFaultScenario(one, proxy, between()));
      bites.push({ breakage: name, caughtBy, broken: outcome ? 1 : broken });
    }
  } finally {
    await proxy.end();
  }
  return bites;
}

async function firstToCatch<T extends { readonly name: string }>(
  scenarios: readonly T[],
  play: (scenario: T) => Promise<string[]>,
): Promise<Bite['caughtBy']> {
  for (const scenario of scenarios) {
    const [problem] = await play(scenario);
    if (problem !== undefined) return { scenario: scenario.name, problem };
  }
  return undefined;
}
