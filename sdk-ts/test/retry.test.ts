import { describe, expect, test } from 'vitest';
import { APIError, ConnectionError, FlowLangError, TimeoutError, UnexpectedResponseError } from '../src/errors.ts';
import { DEFAULT_LIMITS } from '../src/limits.ts';
import { delayAfter } from '../src/retry.ts';
import { parseRetryAfter } from '../src/retry-after.ts';

function answered(status: number, code?: string, retryAfter?: string): APIError {
  const problem =
    code === undefined ? undefined : { type: '', title: '', status, detail: '', instance: '', code, request_id: '' };
  const headers = new Headers(retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
  return new APIError('', { status, headers, problem });
}

const isRetryable = (error: unknown): boolean => delayAfter(1, error, DEFAULT_LIMITS) < Infinity;

describe('what is tried again', () => {
  test.each([408, 425, 429, 502, 504])('%i', (status) => {
    expect(isRetryable(answered(status))).toBe(true);
  });
  test.each([400, 401, 403, 404, 405, 406, 409, 413, 415, 421, 422, 500, 501, 302])('not %i', (status) => {
    expect(isRetryable(answered(status))).toBe(false);
    expect(isRetryable(answered(status, undefined, '1'))).toBe(false);
  });
  test.each([
    ['server_draining', '1', true],
    ['server_full', '1', true],
    [undefined, '1', true],
    ['server_full', undefined, false],
    ['server_full', 'soon', false],
    ['flow_not_ready', '1', false],
    ['flow_invalid', '1', false],
  ])('503 %s with Retry-After %s: %s', (code, retryAfter, want) => {
    expect(isRetryable(answered(503, code, retryAfter))).toBe(want);
  });
  test('a connection that failed, and a try or a stream that took too long', () => {
    expect(isRetryable(new ConnectionError(''))).toBe(true);
    expect(isRetryable(new TimeoutError('', 'attempt'))).toBe(true);
    expect(isRetryable(new TimeoutError('', 'idle'))).toBe(true);
  });
  test.each(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'not a certificate that was not accepted: %s',
    (code) => {
      const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code }) });
      expect(isRetryable(new ConnectionError('', { cause }))).toBe(false);
    },
  );
  test('not a call that took too long, a strange answer, or any other error', () => {
    expect(isRetryable(new TimeoutError('', 'total'))).toBe(false);
    expect(isRetryable(new UnexpectedResponseError('', { status: 200, headers: new Headers() }))).toBe(false);
    expect(isRetryable(new FlowLangError(''))).toBe(false);
    expect(isRetryable(new TypeError(''))).toBe(false);
    expect(isRetryable('aborted')).toBe(false);
  });
});

describe('how long to wait', () => {
  const error = new ConnectionError('');
  test.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [4, 4000],
    [5, 8000],
    [6, 8000],
    [2000, 8000],
  ])('after failure %i at most %i ms', (failures, most) => {
    expect(delayAfter(failures, error, DEFAULT_LIMITS, () => 1)).toBe(most);
  });
  test('anything from nothing to that, with full jitter', () => {
    expect(delayAfter(3, error, DEFAULT_LIMITS, () => 0)).toBe(0);
    expect(delayAfter(3, error, DEFAULT_LIMITS, () => 0.25)).toBe(500);
  });
  test('what the server asks for wins, also over the longest delay', () => {
    expect(delayAfter(1, answered(503, 'server_full', '20'), DEFAULT_LIMITS)).toBe(20_000);
    expect(delayAfter(3, answered(429, undefined, '0'), DEFAULT_LIMITS, () => 1)).toBe(0);
  });
  test('but a minute is the most', () => {
    expect(delayAfter(1, answered(503, 'server_full', '3600'), DEFAULT_LIMITS)).toBe(60_000);
    expect(delayAfter(1, answered(429, undefined, '9'.repeat(400)), DEFAULT_LIMITS)).toBe(60_000);
  });
});

test.each([
  [null, undefined],
  ['', undefined],
  ['0', 0],
  ['120', 120],
  ['Wed, 21 Oct 2015 07:28:30 GMT', 30],
  ['Wednesday, 21-Oct-15 07:28:30 GMT', 30],
  ['Wed, 21 Oct 2015 07:27:00 GMT', 0],
  ['1.5', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['soon 1', undefined],
  ['2015-10-21', undefined],
  ['Xyz, nonsense GMT', undefined],
])('Retry-After %j is %s seconds', (header, want) => {
  expect(parseRetryAfter(header, Date.UTC(2015, 9, 21, 7, 28, 0))).toBe(want);
});
