/** Shows that the contract tests bite: every breakage is caught by a scenario, and an unbroken server by none. */
import { playScenario } from '../typescript/play.ts';
import { loadScenarios, type Scenario } from '../typescript/scenario.ts';
import { serveFlows, targetAt } from '../typescript/serve.ts';
import { BREAKAGES } from './breakages.ts';
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

async function firstToCatch(
  scenarios: readonly Scenario[],
  play: (scenario: Scenario) => Promise<string[]>,
): Promise<Bite['caughtBy']> {
  for (const scenario of scenarios) {
    const [problem] = await play(scenario);
    if (problem !== undefined) return { scenario: scenario.name, problem };
  }
  return undefined;
}
