import type { Report } from './diagnostics.ts';
import { checkKeys, type KeySet, readChoice, readNumber, readTexts, reportWrongKind } from './fields.ts';
import type { Retry } from './model.ts';
import { child, entryOf, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

export const RETRY_KEYS: KeySet = {
  of: '`retry`',
  keys: [
    'max_attempts',
    'delay',
    'delay_seconds',
    'backoff',
    'backoff_multiplier',
    'max_delay',
    'jitter',
    'retry_on',
    'do_not_retry_on',
  ],
};

/** Seconds in a year: delays that double with every try would soon be no number. */
export const LONGEST_RETRY_DELAY: number = 365 * 24 * 60 * 60;

export const RETRY_DEFAULTS = { maxAttempts: 3, delay: 1, backoff: 'exponential', multiplier: 2, jitter: 0.2 } as const;
export const GROWTHS = ['fixed', 'linear', 'exponential'] as const;
export const JITTERS = ['none', 'full'] as const;

/** `retry: 3`, or a map in any of its spellings. */
export function parseRetry(node: YamlNode, report: Report): Retry | undefined {
  const none = { range: node.range, doNotRetryOn: [] };
  if (node.kind === 'scalar' && typeof node.value === 'number') {
    const maxAttempts = readAttempts(node, report);
    return { ...RETRY_DEFAULTS, ...none, ...(maxAttempts !== undefined && { maxAttempts }) };
  }
  if (node.kind !== 'map') {
    const hint = 'Write `retry: 3`, or a map such as `{max_attempts: 3, delay: 1}`';
    return reportWrongKind(node, '`retry`', 'a number of tries, or a map', report, hint);
  }
  checkKeys(node, RETRY_KEYS, report);
  reportExclusive(node, report);
  const attemptsNode = child(node, 'max_attempts');
  const maxAttempts = attemptsNode && readAttempts(attemptsNode, report);
  const maxDelay = readSeconds(node, 'max_delay', report);
  const growth = readGrowth(node, report);
  const lastDelay = child(node, 'max_delay');
  if (lastDelay !== undefined && maxDelay !== undefined && maxDelay < growth.delay) {
    const message = `\`max_delay\` is less than the first delay, ${growth.delay} s`;
    report('FL1109', lastDelay.range, message, `Write ${growth.delay} or more, or a shorter \`delay\``);
  }
  return {
    ...none,
    ...growth,
    maxAttempts: maxAttempts ?? RETRY_DEFAULTS.maxAttempts,
    jitter: readJitter(node, report),
    ...(maxDelay !== undefined && { maxDelay }),
    ...readErrorTypes(node, report),
  };
}

function readAttempts(node: YamlNode, report: Report): number | undefined {
  return readNumber(node, { what: 'the number of tries, the first one included,', integer: true, least: 1 }, report);
}

function readSeconds(map: YamlMap, key: string, report: Report): number | undefined {
  const node = child(map, key);
  return node && readNumber(node, { what: `\`${key}\``, least: 0, most: LONGEST_RETRY_DELAY }, report);
}

/** `backoff` is a word or a number: with a delay the multiplier, alone the first delay. */
function readGrowth(map: YamlMap, report: Report): Pick<Retry, 'delay' | 'backoff' | 'multiplier'> {
  const written = readSeconds(map, 'delay', report) ?? readSeconds(map, 'delay_seconds', report);
  const hasDelay = child(map, 'delay') !== undefined || child(map, 'delay_seconds') !== undefined;
  const multiplierNode = child(map, 'backoff_multiplier');
  const multiplier = multiplierNode && readNumber(multiplierNode, { what: '`backoff_multiplier`', least: 1 }, report);
  const growth = {
    delay: written ?? RETRY_DEFAULTS.delay,
    backoff: RETRY_DEFAULTS.backoff,
    multiplier: multiplier ?? RETRY_DEFAULTS.multiplier,
  };
  const node = child(map, 'backoff');
  if (node === undefined) return growth;
  if (node.kind !== 'scalar' || typeof node.value !== 'number') {
    return { ...growth, backoff: readChoice(node, '`backoff`', GROWTHS, report) ?? RETRY_DEFAULTS.backoff };
  }
  if (!hasDelay) return { ...growth, delay: readSeconds(map, 'backoff', report) ?? growth.delay };
  return {
    ...growth,
    multiplier:
      readNumber(node, { what: '`backoff` beside a delay, the multiplier,', least: 1 }, report) ?? growth.multiplier,
  };
}

function readJitter(map: YamlMap, report: Report): number | 'full' {
  const node = child(map, 'jitter');
  if (node === undefined) return RETRY_DEFAULTS.jitter;
  if (!isText(node)) return readNumber(node, { what: '`jitter`', least: 0, most: 1 }, report) ?? RETRY_DEFAULTS.jitter;
  return readChoice(node, '`jitter`', JITTERS, report) === 'full' ? 'full' : 0;
}

function readErrorTypes(map: YamlMap, report: Report): Pick<Retry, 'retryOn' | 'doNotRetryOn'> {
  const [on, notOn] = [child(map, 'retry_on'), child(map, 'do_not_retry_on')];
  const retryOn = on && readTexts(on, '`retry_on`', report).map((item) => item.value);
  const never = notOn ? readTexts(notOn, '`do_not_retry_on`', report) : [];
  for (const item of never) {
    if (retryOn?.includes(item.value))
      report('FL1108', item.range, `\`${item.value}\` stands in \`retry_on\` too`, 'Keep one of them');
  }
  return { ...(retryOn && { retryOn }), doNotRetryOn: never.map((item) => item.value) };
}

function reportExclusive(map: YamlMap, report: Report): void {
  const second = entryOf(map, 'delay_seconds');
  if (second !== undefined && child(map, 'delay') !== undefined) {
    report('FL1108', second.keyRange, '`delay` and `delay_seconds` mean the same', 'Keep one of them');
  }
  const multiplier = entryOf(map, 'backoff_multiplier');
  const backoff = child(map, 'backoff');
  if (multiplier === undefined || backoff?.kind !== 'scalar') return;
  if (backoff.value === 'fixed' || backoff.value === 'linear') {
    report(
      'FL1108',
      multiplier.keyRange,
      `With \`backoff: ${backoff.value}\` the multiplier means nothing`,
      'Write `backoff: exponential`, or remove it',
    );
  } else if (typeof backoff.value === 'number' && (child(map, 'delay') ?? child(map, 'delay_seconds')) !== undefined) {
    report('FL1108', multiplier.keyRange, '`backoff` is the multiplier already', 'Keep one of them');
  }
}
