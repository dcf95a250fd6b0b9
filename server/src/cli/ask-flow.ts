/** Asks a person on a terminal for what a command was not told. */
import { cancel, intro, select, text } from '@clack/prompts';
import { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from '../templates/flow-template.ts';
import { problemOfName } from '../templates/names.ts';

export interface FlowAnswers {
  readonly template?: TemplateName;
  readonly name?: string;
  readonly description?: string;
}

/** Answers what is known with what was asked for; undefined if the person has had enough. */
export async function askFlow(
  title: string,
  known: FlowAnswers,
  suggested: string | undefined,
): Promise<Required<FlowAnswers> | undefined> {
  // A terminal that does not tell its size would get every letter on a line of its own.
  process.stdout.columns ||= 80;
  process.stdout.rows ||= 24;
  // After a Ctrl-D a prompt says nothing any more, and nothing is left to wait for.
  const gone = new Promise<undefined>((resolve) => process.once('beforeExit', () => resolve(undefined)));
  const answers = await Promise.race([ask(title, known, suggested), gone]);
  if (answers === undefined) cancel('Nothing was made.');
  return answers;
}

async function ask(
  title: string,
  known: FlowAnswers,
  suggested: string | undefined,
): Promise<Required<FlowAnswers> | undefined> {
  intro(title);
  const template = known.template ?? (await askTemplate());
  if (typeof template === 'symbol') return undefined;
  const name = known.name ?? (await askName(suggested ?? 'MyFlow'));
  if (typeof name === 'symbol') return undefined;
  const description =
    known.description ?? (await text({ message: 'Description', placeholder: "Enter takes the template's own" }));
  if (typeof description === 'symbol') return undefined;
  return { template, name, description: (description ?? '').trim() };
}

function askTemplate(): Promise<TemplateName | symbol> {
  return select({
    message: 'Select template',
    options: TEMPLATE_NAMES.map((value) => ({ value, label: value, hint: TEMPLATES[value] })),
  });
}

function askName(suggested: string): Promise<string | symbol> {
  return text({
    message: 'Flow name',
    placeholder: suggested,
    defaultValue: suggested,
    validate: (value) => (value ? problemOfName(value) : undefined),
  });
}
