/**
 * A JSON Schema of flow.yaml, for editors: built from the lists that the parsers read by, so that both take the same keys
 * and words. What no JSON Schema can say (expressions, references, types) the checker alone says.
 */
import { DEFINITION_DEFINITIONS } from './editor/definitions.ts';
import { KEYWORD_DEFINITIONS } from './editor/keywords.ts';
import { about, mapOf, ref, type Schema } from './editor/schema.ts';
import { SETTING_DEFINITIONS } from './editor/settings.ts';
import { HANDLER_SNIPPET, TIMEOUT } from './editor/step-properties.ts';
import { stepDefinitions } from './editor/steps.ts';
import { FLAG, FLOW, PLAIN, REFERABLE, TEXT_DEFINITIONS, TEXTS } from './editor/texts.ts';
import { EVENTS, FLOW_KEYS } from './parse-flow.ts';

/** A connection or a trigger: its type, and parameters that only its plugin knows. */
function typed(markdown: string, examples: readonly string[]): Schema {
  return {
    type: 'object',
    properties: { type: { ...about(markdown), examples, ...PLAIN } },
    propertyNames: PLAIN,
    additionalProperties: ref('value'),
    required: ['type'],
  };
}

const HANDLER: Schema = { ...HANDLER_SNIPPET, allOf: [ref('handler'), ref('fixed_handler')] };
const STEPS: Schema = {
  ...about('What the flow does, in order.'),
  type: 'array',
  allOf: [ref('steps'), ref('fixed_steps')],
};

const FLOW_PROPERTIES: Readonly<Record<string, Schema>> = {
  flow: {
    ...about('The name of the flow: in the API, in the clients, and for `subflow`.'),
    examples: ['OrderProcessor'],
    ...FLOW,
  },
  version: {
    ...about('The version of the flow, as a text. It is shown in the API.'),
    examples: ['1.0.0'],

    ...PLAIN,
  },
  description: { ...about('What the flow is for. It is shown in the API.'), ...PLAIN },
  tags: { ...about('Words to find the flow by. They are shown in the API.'), examples: [['orders']], ...TEXTS },
  inputs: {
    ...about('What a caller sends. An input is required unless it has a default or says `required: false`.'),
    examples: [[{ name: 'order_id', type: 'string' }]],
    type: 'array',
    items: ref('input'),
  },
  outputs: {
    ...about('What a caller gets. `- total` alone means `value: ${total}`.'),
    examples: [[{ name: 'total', value: '${price.total}' }]],
    type: 'array',
    items: ref('output'),
  },
  connections: {
    ...about('Services that steps use, by their names. `${env.NAME}` is read here and in triggers only.'),
    examples: [{ db: { type: 'postgres', url: '${env.DATABASE_URL}' } }],
    type: 'object',
    propertyNames: REFERABLE,
    additionalProperties: typed('The type of the connection.', ['postgres']),
  },
  triggers: {
    ...about('What starts the flow by itself.'),
    examples: [[{ type: 'webhook', path: '/orders' }]],
    type: 'array',
    items: typed('The type of the trigger.', ['webhook', 'schedule']),
  },
  steps: STEPS,
  on_error: {
    ...about(
      'Steps that run when the flow has failed; `error` is what went wrong. It stays failed, unless they `exit`.',
    ),
    ...HANDLER,
  },
  on_cancel: { ...about('Steps that run when the flow was cancelled, for 30 seconds at most.'), ...HANDLER },
  timeout: { ...about('Seconds for the whole execution.'), ...TIMEOUT },
  silent: {
    ...about("`true`: no events of steps. A step's own `silent` overrides it."),
    default: false,
    ...FLAG,
  },
  events: {
    ...about('`status`: events of steps carry no inputs and outputs, for callers who must not see the inside.'),
    default: EVENTS[0],
    type: 'string',
    enum: EVENTS,
  },
};

/** The schema, as the file flow.schema.json has it. */
export function editorSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    description: 'A flow: what a caller sends, what it gets, and the steps in between.',
    ...mapOf(FLOW_KEYS.keys, FLOW_PROPERTIES),
    required: ['flow', 'steps'],
    definitions: {
      ...TEXT_DEFINITIONS,
      ...SETTING_DEFINITIONS,
      ...KEYWORD_DEFINITIONS,
      ...DEFINITION_DEFINITIONS,
      ...stepDefinitions(),
    },
  };
}
