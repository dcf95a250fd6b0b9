/** The keys of steps, each with what it takes. A key means the same on every kind of step; `if` alone does not. */
import { CASE_KEYS, DEFAULT_KEYS } from '../parse-branching.ts';
import { DEFAULT_VARIABLE, ITEM_ERRORS, MAX_ITERATIONS } from '../parse-looping.ts';
import { SUBFLOW_NAME } from '../parse-subflow.ts';
import { ENDING_PROPERTIES } from './endings.ts';
import { about, has, insert, like, mapOf, ref, type Schema, when } from './schema.ts';
import { conditionKey, RETRY_KEY } from './settings.ts';
import { EXPRESSION, FLAG, LABEL, LABELS, PLAIN, REFERABLE, VALUES } from './texts.ts';

export const TIMEOUT: Schema = { examples: [30], type: 'number', exclusiveMinimum: 0 };

export const BRANCH_CONDITION: Schema = conditionKey('If this is true `then` runs, otherwise `else`.');

/** The type tells an editor how to go on behind the key. */
const STEPS: Schema = { type: 'array', ...like('steps') };

export const HANDLER_SNIPPET: Schema = insert([{ task: '$1' }]);

const TASK_NAME: Schema = {
  type: 'string',
  allOf: [
    ref('text'),
    {
      type: 'string',
      pattern: '^\\S(?:.*\\S)?$',
      patternErrorMessage: 'The name of a task stands on one line, without blanks at its ends',
    },
  ],
};

/** What any step may have. */
const BASE: Readonly<Record<string, Schema>> = {
  id: {
    ...about(
      'The name that later steps read the result by: `${id.name}`. In a loop it may hold `${…}`: `reserve_${item.sku}`.',
    ),
    examples: ['payment'],
    type: 'string',
    ...like('id'),
  },
  if: conditionKey('The step is skipped unless this is true. With `then` it is a branch.'),
  description: { ...about('What the step is for.'), examples: ['Charge the card'], ...PLAIN },
  silent: { ...about('`true`: no events of this step, nor of those inside of it.'), default: false, ...FLAG },
  timeout: { ...about('Seconds until the step fails with a `TimeoutError`; with `retry`, of each try.'), ...TIMEOUT },
  on_error: {
    ...about('Steps that run when this one fails; `error` is what went wrong. If they end, the flow goes on.'),
    ...HANDLER_SNIPPET,
    ...like('handler'),
  },
  depends_on: {
    ...about('Ids of steps that must have run. On the first step of a branch it waits for those of other branches.'),
    examples: ['reserve', ['reserve', 'pay']],
    ...when({ type: 'string' }, LABEL, LABELS),
  },
};

const CALLS: Readonly<Record<string, Schema>> = {
  task: {
    ...about('Runs the task of this name. With an `id` on the step, `${id.name}` reads what it returns.'),
    examples: ['ChargeCard'],
    ...TASK_NAME,
  },
  subflow: {
    ...about('Runs another flow as a part of this one, by its `flow:` name or the name of its folder or file.'),
    examples: ['SendInvoice'],
    type: 'string',
    pattern: SUBFLOW_NAME.source,
    patternErrorMessage: 'Write the name of the flow alone, without a path and without .yaml',
  },
  inputs: {
    ...about('What it gets: a value for each of its inputs.'),
    examples: [{ order_id: '${inputs.order_id}' }],
    ...VALUES,
  },
  outputs: { ...about('Names of what it returns at least; a missing one is null.'), examples: [['total']], ...LABELS },
  connection: { ...about('The name of the connection that it uses.'), examples: ['db'], ...REFERABLE },
  retry: RETRY_KEY,
};

const BRANCHES: Readonly<Record<string, Schema>> = {
  parallel: {
    ...about('Branches that run at the same time; each is a step or a list of steps.'),
    type: 'array',
    items: when({ type: 'array' }, ref('steps'), ref('step')),
  },
  max_concurrency: { ...about('How many may run at the same time.'), examples: [4], type: 'integer', minimum: 1 },
  // biome-ignore lint/suspicious/noThenProperty: it is an author's word
  then: { ...about('Steps that run if the condition is true. `[]` if there is nothing to do.'), ...STEPS },
  else: { ...about('Steps that run if the condition is false.'), ...STEPS },
  switch: { ...about('The value that is compared with the cases.'), examples: ['${order.status}'], ...like('value') },
  cases: {
    ...about('The cases, in order: the first that has the value runs.'),
    type: 'array',
    items: ref('case'),
  },
  default: { ...about('Steps that run if no case has the value.'), ...STEPS },
};

const LOOPS: Readonly<Record<string, Schema>> = {
  for_each: {
    ...about('Runs `do` once for each item of this list.'),
    examples: ['${inputs.items}'],
    ...when({ type: 'array' }, ref('value'), EXPRESSION),
  },
  as: { ...about('The name of the loop variable.'), default: DEFAULT_VARIABLE, ...REFERABLE },
  on_item_error: {
    ...about('Whether the loop fails with the first item that fails, or goes on and lists it in `errors`.'),
    default: ITEM_ERRORS[0],
    type: 'string',
    enum: ITEM_ERRORS,
  },
  while: conditionKey('Runs `do` again and again, as long as this is true.', ["poll.state != 'done'"]),
  max_iterations: {
    ...about('How often `do` may run; the step fails when it would begin once more.'),
    default: MAX_ITERATIONS,
    type: 'integer',
    minimum: 1,
  },
  do: { ...about('Steps that run again and again.'), ...STEPS },
};

export const STEP_PROPERTIES: Readonly<Record<string, Schema>> = {
  ...BASE,
  ...CALLS,
  ...BRANCHES,
  ...LOOPS,
  ...ENDING_PROPERTIES,
};

/** One of the `cases` of a `switch`. */
export function switchCase(): Schema {
  const fallback = mapOf(DEFAULT_KEYS.keys, {
    default: { ...about('Steps that run if no case has the value, wherever this stands.'), ...STEPS },
  });
  const each = mapOf(CASE_KEYS.keys, {
    when: {
      ...about('The value, or a list of values of which any may match.'),
      examples: ['paid', ['paid', 'shipped']],
      ...when({ type: 'array' }, { type: 'array', minItems: 1, allOf: [ref('value')] }, ref('value')),
    },
    do: { ...about('Steps that run if the value is this one.'), ...STEPS },
  });
  return when(has('default'), fallback, { ...each, required: CASE_KEYS.keys });
}
