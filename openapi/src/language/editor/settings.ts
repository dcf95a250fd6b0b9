/** Conditions and `retry`. */
import type { Json } from '../model.ts';
import { GROUPS } from '../parse-condition.ts';
import { GROWTHS, JITTERS, LONGEST_RETRY_DELAY, RETRY_DEFAULTS, RETRY_KEYS } from '../parse-retry.ts';
import {
  ANY_VALUE,
  about,
  forbid,
  has,
  kindsOf,
  like,
  mapOf,
  onlyMaps,
  ref,
  rules,
  type Schema,
  when,
} from './schema.ts';
import { TEXTS } from './texts.ts';

const GROUP_PROPERTIES: Readonly<Record<(typeof GROUPS)[number], Schema>> = {
  any: { ...about('True if at least one of these is. `any: []` is false.'), type: 'array', items: ref('condition') },
  all: { ...about('True if all of these are. `all: []` is true.'), type: 'array', items: ref('condition') },
  none: { ...about('True if none of these is.'), type: 'array', items: ref('condition') },
  not: { ...about('True if this is not.'), ...ANY_VALUE, ...like('condition') },
};

const GROUP_MESSAGE = `A condition that is a map has exactly one of ${GROUPS.join(', ')}`;
const CONDITION_MESSAGE = 'A condition is an expression, true, false, or a map with one of any, all, none, not';

/** @param markdown what it decides */
export function conditionKey(
  markdown: string,
  examples: readonly Json[] = ["order.status == 'paid' and not user.blocked"],
): Schema {
  return { ...about(markdown), examples, ...like('condition') };
}

const TRIES: Schema = { type: 'integer', minimum: 1 };
const SECONDS: Schema = { type: 'number', minimum: 0 };
const DELAY: Schema = { ...SECONDS, maximum: LONGEST_RETRY_DELAY };

const RETRY = mapOf(RETRY_KEYS.keys, {
  max_attempts: {
    ...about('The number of tries, the first one included.'),
    default: RETRY_DEFAULTS.maxAttempts,
    ...TRIES,
  },
  delay: { ...about('Seconds before the second try.'), default: RETRY_DEFAULTS.delay, ...DELAY },
  delay_seconds: { ...about('Another word for `delay`.'), doNotSuggest: true, ...DELAY },
  backoff: {
    ...about(
      'How the delay grows. A number beside a delay is the multiplier; alone it is the first delay, which doubles.',
    ),
    default: RETRY_DEFAULTS.backoff,
    anyOf: [{ type: 'string', enum: GROWTHS }, SECONDS],
  },
  backoff_multiplier: {
    ...about('By what an exponential delay is multiplied each time.'),
    default: RETRY_DEFAULTS.multiplier,
    type: 'number',
    minimum: 1,
  },
  max_delay: { ...about('Seconds that a delay never exceeds.'), examples: [30], ...DELAY },
  jitter: {
    ...about(
      'How far a delay may differ by chance: a fraction (0.2: a delay of 2 s is 1.6 to 2.4 s), `none`, or `full`.',
    ),
    default: RETRY_DEFAULTS.jitter,
    anyOf: [
      { type: 'number', minimum: 0, maximum: 1 },
      { type: 'string', enum: JITTERS },
    ],
  },
  retry_on: {
    ...about('Types of errors that are tried again; without a list all are.'),
    examples: [['TimeoutError']],
    ...TEXTS,
  },
  do_not_retry_on: { ...about('Types of errors that are never tried again.'), examples: [['CardDeclined']], ...TEXTS },
});

function withBackoff(backoff: Schema): Schema {
  return { type: 'object', properties: { backoff }, required: ['backoff'] };
}

const HAS_DELAY: Schema = { type: 'object', anyOf: [{ required: ['delay'] }, { required: ['delay_seconds'] }] };
const IS_MULTIPLIER: Schema = { type: 'object', allOf: [HAS_DELAY, withBackoff({ type: 'number' })] };

const RETRY_RULES: readonly Schema[] = [
  forbid(has('delay'), ['delay_seconds'], 'delay and delay_seconds mean the same: keep one of them'),
  forbid(
    withBackoff({ enum: GROWTHS.filter((growth) => growth !== 'exponential') }),
    ['backoff_multiplier'],
    'Only an exponential delay is multiplied',
  ),
  forbid(IS_MULTIPLIER, ['backoff_multiplier'], 'backoff is the multiplier already: keep one of them'),
  when(IS_MULTIPLIER, rules({ backoff: { type: 'number', minimum: 1 } })),
];

export const RETRY_KEY: Schema = {
  ...about('Tries that follow when the step fails: their number, or a map.'),
  examples: [3, { max_attempts: 5, delay: 1, backoff: 'exponential' }],
  ...like('retry'),
};

export const SETTING_DEFINITIONS: Readonly<Record<string, Schema>> = {
  condition: {
    type: ['string', 'boolean', 'object'],
    errorMessage: CONDITION_MESSAGE,
    ...when(
      { type: 'object' },
      kindsOf(
        GROUPS.map((group) => [group, mapOf([group], { [group]: GROUP_PROPERTIES[group] })]),
        mapOf(GROUPS, GROUP_PROPERTIES),
        GROUP_MESSAGE,
      ),
    ),
  },
  retry: when(
    { type: 'number' },
    TRIES,
    onlyMaps({ ...RETRY, allOf: RETRY_RULES }, 'retry is a number of tries, or a map'),
  ),
};
