/** Each error code, and each way to answer something else, is the same class in both clients. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { FlowLangClient } from '@flowlang/client';
import { API_ERRORS } from '@flowlang/openapi';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './scenario.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Told {
  readonly class: string;
  readonly status: number;
  readonly code: string | null;
  readonly requestId: string | null;
}

function problem(status: number, code: string): string {
  const text = { type: `urn:flowlang:problem:${code}`, title: 't', detail: 'd', instance: '/' };
  return JSON.stringify({ ...text, status, code, request_id: 'of the body' });
}

const CODES: Readonly<Record<string, string>> = {
  flow_not_found: 'FlowNotFoundError',
  execution_not_found: 'ExecutionNotFoundError',
  flow_not_ready: 'FlowNotReadyError',
  invalid_inputs: 'InvalidInputsError',
  invalid_payload: 'InvalidInputsError',
};

function classOf(code: string, status: number): string {
  const byStatus = new Map([
    [403, 'AuthenticationError'],
    [409, 'ConflictError'],
  ]);
  return CODES[code] ?? byStatus.get(status) ?? (status >= 500 ? 'ServerError' : 'APIError');
}

/** What is answered to \`health\`, and what it is in both. */
const TABLE: readonly (readonly [name: string, answer: Answer, told: Told])[] = [
  ...Object.entries(API_ERRORS).map(([code, { status }]): readonly [string, Answer, Told] => {
    return [
      code,
      { status, body: problem(status, code) },
      { class: classOf(code, status), status, code, requestId: 'of the body' },
    ];
  }),
  ...[400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 502, 503, 599].map(
    (status): readonly [string, Answer, Told] => {
      const own = new Map([
        [401, 'AuthenticationError'],
        [429, 'RateLimitError'],
      ]);
      const told = { class: own.get(status) ?? classOf('', status), status, code: null, requestId: null };
      return [`${status} of a gateway`, { status, body: '<title>Oh</title>' }, told];
    },
  ),
  ...[300, 301, 302, 303, 304, 307, 308].map((status): readonly [string, Answer, Told] => {
    const body = status === 304 ? '' : problem(status, 'flow_not_found');
    return [
      `${status}, a redirect`,
      { status, headers: { Location: '/x' }, body },
      { class: 'APIError', status, code: null, requestId: null },
    ];
  }),
  [
    'a code of a later version',
    { status: 418, headers: { 'X-Request-Id': 'of the header' }, body: problem(418, 'later') },
    { class: 'APIError', status: 418, code: 'later', requestId: 'of the header' },
  ],
  [
    'some other JSON with a code',
    { status: 404, body: '{"code":"flow_not_found","title":"t"}' },
    { class: 'APIError', status: 404, code: null, requestId: null },
  ],
  ...['', '<html>', '{', '{}', '[]', '{"status":1}'].map((body): readonly [string, Answer, Told] => {
    return [
      `a success with ${body || 'nothing'}`,
      { status: 200, body },
      { class: 'UnexpectedResponseError', status: 200, code: null, requestId: null },
    ];
  }),
];

const PYTHON = `
import json, sys, httpx
from flowlang.client import APIError, FlowLangClient
for one in json.load(sys.stdin):
    answer = httpx.Response(one["status"], headers=one.get("headers"), content=one["body"].encode())
    http = httpx.Client(transport=httpx.MockTransport(lambda request: answer))
    try:
        FlowLangClient("http://flows.test", http_client=http, retry=None).health()
    except APIError as error:
        print(json.dumps({"class": type(error).__name__, "status": error.status, "code": error.code, "requestId": error.request_id}))
`;

let python: readonly Told[];

beforeAll(() => {
  const own = path.join(path.dirname(ROOT), '.venv', 'bin', 'python');
  const input = JSON.stringify(TABLE.map(([, answer]) => answer));
  const output = execFileSync(existsSync(own) ? own : 'python3', ['-c', PYTHON], { encoding: 'utf8', input });
  python = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
});

async function typescript({ status, headers, body }: Answer): Promise<unknown> {
  const fetch = async (): Promise<Response> =>
    new Response(status === 304 ? null : body, { status, headers: { ...headers } });
  const client = new FlowLangClient({ baseUrl: 'http://flows.test', retry: false, fetch });
  const error = await client.health().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !('status' in error && 'code' in error && 'requestId' in error)) return error;
  return { class: error.name, status: error.status, code: error.code ?? null, requestId: error.requestId ?? null };
}

describe('the class of', () => {
  test.each(TABLE.map(([name], index) => [name, index] as const))('%s is the same in both', async (_name, index) => {
    const [, answer, told] = TABLE[index] ?? expect.fail('no such row');
    expect(await typescript(answer)).toEqual(told);
    expect(python[index]).toEqual(told);
  });
});
