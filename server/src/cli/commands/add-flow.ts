/** `flowlang add flow`: one more flow in a project that has several. */
import { searchPath } from '../../project/config.ts';
import { type AddedFlow, addFlow } from '../../templates/make-project.ts';
import { isNodeTooOld } from '../../templates/node-on-path.ts';
import type { ExitCode } from '../exit-code.ts';
import { chooseFlow, firstSteps, type NewFlowOptions, nodeCommand, showSteps } from '../new-flow.ts';
import { terminal } from '../terminal.ts';

export async function addFlowCommand(name: string, options: NewFlowOptions): Promise<ExitCode> {
  const flow = await chooseFlow('flowlang add flow', { ...options, name }, undefined);
  if (flow === undefined) return 1;
  const added = addFlow(process.cwd(), flow);
  const next = [
    ...firstSteps(flow.template, added.folder, nodeCommand(isNodeTooOld(searchPath()))),
    { command: `npx vitest run ${added.folder}` },
    { command: 'npm run dev', why: 'serves all flows: http://localhost:8000/docs' },
  ];
  if (options.json) {
    terminal.print(JSON.stringify({ ...added, flow: flow.name, template: flow.template, next }, null, 2));
    return 0;
  }
  terminal.print(
    `${terminal.style('green', `✔ ${flow.name} is in ${added.folder}, from the template ${flow.template}.`)}\n`,
  );
  for (const line of noted(added)) terminal.print(`${line}\n`);
  showSteps(next);
  return 0;
}

function noted({ kept }: AddedFlow): readonly string[] {
  return kept.map((file) => `  ${file} is there already with another text, and was kept: see that the flow fits it.`);
}
