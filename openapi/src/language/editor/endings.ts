/** What `exit`, `fail`, `wait` and `wait_for` take. */
import { NAME } from '../names.ts';
import { EXIT_KEYS } from '../parse-exit.ts';
import { FAIL_KEYS } from '../parse-fail.ts';
import { WAIT_KEYS } from '../parse-waiting.ts';
import { TIME } from '../time.ts';
import { schemaKey } from './keywords.ts';
import { about, forbid, has, mapOf, type Schema, when } from './schema.ts';
import { orTemplate, TEMPLATE, VALUES } from './texts.ts';

/** A text in which `${…}` is expanded. */
const TEXT: Schema = { type: 'string' };

const EXIT = mapOf(EXIT_KEYS.keys, {
  reason: {
    ...about('Why it ends here: the `termination_reason` of the result.'),
    examples: ['nothing to do'],
    ...TEXT,
  },
  outputs: {
    ...about('What the flow answers, *instead of* its declared outputs: names and values.'),
    examples: [{ status: 'refused' }],
    ...VALUES,
  },
});

const FAIL = mapOf(FAIL_KEYS.keys, {
  message: { ...about('What went wrong: the `message` of the error.'), examples: ['The order is empty'], ...TEXT },
  type: { ...about('The `type` of the error.'), default: 'FlowFailed', examples: ['OrderRefused'], ...TEXT },
});

const SECONDS: Schema = when(
  { type: 'number' },
  { type: 'number', minimum: 0 },
  {
    ...TEMPLATE,
    errorMessage: 'Write a number of seconds without a unit and without quotes, or ${…}',
  },
);

const UNTIL = orTemplate(TIME.source, 'Write a time with its zone, such as 2026-01-31T09:00:00Z, or ${…}');
const EVENT = orTemplate(
  NAME.source,
  'The name of an event starts with a letter or _, and goes on with letters, digits and _; __proto__ is none',
);

const WAIT: Schema = {
  ...mapOf(WAIT_KEYS.keys, {
    seconds: { ...about('How many seconds to wait.'), examples: [60], ...SECONDS },
    until: {
      ...about('The time to wait for, in ISO 8601 with its zone. One that is over ends the wait at once.'),
      examples: ['2026-01-31T09:00:00Z'],
      ...UNTIL,
    },
  }),
  anyOf: [{ required: ['until'] }, { required: ['seconds'] }],
  allOf: [forbid(has('seconds'), ['until'], 'A wait has one end: keep one of seconds and until')],
};

export const ENDING_PROPERTIES: Readonly<Record<string, Schema>> = {
  exit: {
    ...about('Ends the flow successfully, with these outputs *instead of* the declared ones; a text is the reason.'),
    examples: ['nothing to do', { reason: 'refused', outputs: { status: 'refused' } }],
    ...when({ type: 'object' }, EXIT, { type: ['string', 'null'], errorMessage: 'exit takes a reason, or a map' }),
  },
  fail: {
    ...about('Ends the flow as failed. A text is the message.'),
    examples: [{ message: 'The order is empty', type: 'EmptyOrder' }],
    ...when(
      { type: 'object' },
      { ...FAIL, required: ['message'] },
      {
        ...TEXT,
        errorMessage: 'fail takes a message, or a map with one',
      },
    ),
  },
  wait: {
    ...about('Waits for so many seconds, or until a time. The wait survives a restart.'),
    examples: [60, { until: '2026-01-31T09:00:00Z' }],
    ...when({ type: 'object' }, WAIT, SECONDS),
  },
  wait_for: {
    ...about(
      'Waits until `POST …/executions/{id}/events/{event}` delivers the event of this name, for no longer than `timeout`. With an `id`, what was delivered is read as `${id}`.',
    ),
    examples: ['approval'],
    ...EVENT,
  },
  schema: schemaKey('The JSON Schema (2020-12) that what is delivered must fit.'),
};
