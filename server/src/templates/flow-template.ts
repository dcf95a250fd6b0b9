/** The templates of flows, and the files that a flow begins with. */
import type { ProjectFile } from './project-file.ts';
import { templateFiles } from './template-files.ts';

/** In the order in which they are offered. */
export const TEMPLATES = {
  Basic: 'two tasks and an early end: the smallest flow that shows it all',
  APIIntegration: 'asks another service: retries, a key from .env, an error for each kind of failure',
  OrderProcessing: 'parallel branches, a loop, an approval, and what is done is taken back when it fails',
  DataPipeline: 'a large input in batches, a few at a time, some of which may fail',
} as const;

export type TemplateName = keyof typeof TEMPLATES;

export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as TemplateName[]; // Of the object above.

export interface NewFlow {
  readonly name: string;
  readonly template: TemplateName;
  /** The template's own, if there is none. */
  readonly description?: string;
}

/** What a flow puts into the `.env.example` of its project. */
export const ENV_EXAMPLE = '.env.example';

/** The files of a flow that is alone in its project. */
export function flowFiles(flow: NewFlow): readonly ProjectFile[] {
  return templateFiles(flow.template, ['multi']).map((file) => named(file, flow));
}

/** The files of one flow of several: its own in `flows/<folder>/`, and what it shares in `shared/`. */
export function memberFiles(flow: NewFlow, folder: string): readonly ProjectFile[] {
  const files = new Map(flowFiles(flow).map((file) => [file.path, file]));
  // Some flows are written in another way where they can share.
  for (const file of templateFiles(flow.template)) {
    const inside = /^multi\/(.+)$/.exec(file.path)?.[1];
    if (inside !== undefined) files.set(inside, named({ ...file, path: inside }, flow));
  }
  return [...files.values()].map((file) => {
    const text = file.text
      .replaceAll(/(?<=from ')\.{1,2}\/(?=shared\/)/g, '#')
      // Commands are typed in the folder of the project.
      .replaceAll(/(?<=(node|vitest run) )(?=tests\/)/g, `flows/${folder}/`);
    const isCommon = file.path.startsWith('shared/') || file.path === ENV_EXAMPLE;
    return { ...file, text, path: isCommon ? file.path : `flows/${folder}/${file.path}` };
  });
}

/** `description:` of a new flow, as a person sees it. */
export function descriptionOf(flow: NewFlow): string {
  const yaml = flowFiles({ name: flow.name, template: flow.template }).find((file) => file.path === 'flow.yaml');
  return flow.description ?? /^description: (.*)$/m.exec(yaml?.text ?? '')?.[1] ?? '';
}

function named(file: ProjectFile, { name, description }: NewFlow): ProjectFile {
  const text = file.text.replaceAll('FlowName', name);
  if (file.path !== 'flow.yaml' || description === undefined) return { ...file, text };
  return { ...file, text: text.replace(/^description: .*$/m, () => `description: ${yamlText(description)}`) };
}

/** As a scalar of YAML that is a text and no expression, whatever is in it. */
export function yamlText(text: string): string {
  const literal = text.replaceAll('${', () => '$${');
  const isPlain = /^\p{L}[\p{L}\p{N},.'()-]*( [\p{L}\p{N}&,.'()-]+)+$/u.test(literal);
  return isPlain ? literal : JSON.stringify(literal);
}
