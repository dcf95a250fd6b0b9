/** What `init` and `add flow` have in common: which flow it is to be, and what to do next. */
import path from 'node:path';
import { ProjectError } from '../errors.ts';
import type { NewFlow, TemplateName } from '../templates/flow-template.ts';
import { checkName, flowNameOf } from '../templates/names.ts';
import { terminal } from './terminal.ts';

export interface NewFlowOptions {
  readonly template?: TemplateName;
  readonly name?: string;
  readonly description?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * The flow that is wanted: a person on a terminal is asked for what is missing, elsewhere there are defaults.
 *
 * @returns undefined if the person has had enough
 * @throws ProjectError if there is no name, or one that no flow can have
 */
export async function chooseFlow(
  title: string,
  options: NewFlowOptions,
  namedAfter: string | undefined,
): Promise<NewFlow | undefined> {
  if (options.name !== undefined) checkName(options.name);
  const suggested = namedAfter === undefined ? undefined : flowNameOf(namedAfter);
  const isComplete = options.template !== undefined && options.name !== undefined;
  if (!isComplete && !options.yes && !options.json && terminal.isInteractive) {
    const { askFlow } = await import('./ask-flow.ts');
    const answers = await askFlow(title, options, suggested);
    return answers && flowOf(answers.name, answers.template, answers.description);
  }
  const name = options.name ?? suggested;
  if (name === undefined) throw new ProjectError(nameless(namedAfter));
  return flowOf(name, options.template ?? 'Basic', options.description);
}

function flowOf(name: string, template: TemplateName, description = ''): NewFlow {
  return { name, template, ...(description.trim() !== '' && { description: description.trim() }) };
}

function nameless(namedAfter: string | undefined): string {
  return namedAfter === undefined
    ? 'Say where the project is to be, as in: flowlang init my-project'
    : `No name of a flow can be made of "${namedAfter}": give one with --name, such as --name MyFlow`;
}

/** One line of what to do next. */
export interface NextStep {
  readonly command: string;
  readonly why?: string;
}

/**
 * What a template needs before its flow can be served.
 *
 * @param folder where the flow is, seen from the project
 * @param node how a shell finds a Node that can run it
 */
export function firstSteps(template: TemplateName, folder: string, node: string): readonly NextStep[] {
  if (template !== 'APIIntegration') return [];
  return [
    { command: 'cp .env.example .env', why: 'the URL and the key of the service' },
    { command: `${node} ${path.posix.join(folder, 'tests/fake-api.ts')} &`, why: 'a service to try it with' },
  ];
}

/** How a shell finds a Node that can run a project: the one on the path, or the one that the project brings. */
export function nodeCommand(isTooOld: boolean): string {
  return isTooOld ? 'npx node' : 'node';
}

export function showSteps(steps: readonly NextStep[]): void {
  const width = Math.max(...steps.map(({ command }) => command.length));
  for (const { command, why } of steps) {
    const note = why === undefined ? '' : terminal.style('dim', `  # ${why}`);
    terminal.print(`  ${why === undefined ? command : command.padEnd(width)}${note}`);
  }
}
