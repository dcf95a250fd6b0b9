/** The problems that operations answer, as shared responses: one for each set of codes that stand under one status. */
import type { Json } from '../language/model.ts';
import type { Definitions, Ref } from './definitions.ts';
import { headerRefs } from './document-headers.ts';
import { API_ERRORS, type ApiErrorCode, problemType } from './errors.ts';
import { byName, Names, pascalCase } from './names.ts';
import type { Example, Response } from './openapi-types.ts';
import { COMMON_ERRORS, type Operation } from './operation.ts';
import { problemShape } from './wire.ts';

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  422: 'Unprocessable',
  503: 'Unavailable',
};

/** Where the execution may have begun all the same, and go on. */
const LATER: readonly ApiErrorCode[] = ['server_draining', 'journal_unavailable'];

/** What a problem of this code has besides what all have. */
const EXAMPLE_DETAILS: { readonly [Code in ApiErrorCode]?: { readonly [key: string]: Json } } = {
  invalid_inputs: {
    errors: [{ path: '/items/0/quantity', message: 'must be integer', keyword: 'type' }],
  },
  invalid_payload: { errors: [{ path: '/approved', message: 'must be boolean', keyword: 'type' }] },
  flow_not_ready: { pending_tasks: ['ChargeCard'], implementation_progress: '1/2 (50.0%)' },
};

export class ProblemResponses {
  readonly #definitions: Definitions;
  readonly #names = new Names();
  readonly #byCodes = new Map<string, string>();
  readonly #responses = new Map<string, Response>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Status to response, for everything that the operation may answer besides what it is asked for. */
  of(operation: Operation): [status: string, response: Ref][] {
    const codes = [...new Set<ApiErrorCode>([...operation.errors, ...COMMON_ERRORS])];
    const byStatus = Map.groupBy(codes, (code) => API_ERRORS[code].status);
    return [...byStatus].map(([status, group]) => [String(status), this.#ref(status, group)]);
  }

  toRecord(): Record<string, Response> {
    return Object.fromEntries([...this.#responses].sort(([a], [b]) => byName(a, b)));
  }

  #ref(status: number, codes: readonly ApiErrorCode[]): Ref {
    const key = codes.join(' ');
    let name = this.#byCodes.get(key);
    if (name === undefined) {
      const [only = '', second] = codes;
      name = this.#names.allocate(
        second === undefined ? pascalCase(only) : (STATUS_NAMES[status] ?? `Status${status}`),
      );
      this.#byCodes.set(key, name);
      this.#responses.set(name, this.#response(status, codes));
    }
    return { $ref: `#/components/responses/${name}` };
  }

  #response(status: number, codes: readonly ApiErrorCode[]): Response {
    const retryable = codes.some((code) => API_ERRORS[code].retryable);
    return {
      description: codes.map((code) => `\`${code}\`: ${API_ERRORS[code].title}.`).join(' '),
      headers: {
        // What all may answer is one response, of flows and of the server itself.
        ...headerRefs('RequestId', 'Stale'),
        ...(retryable ? headerRefs('RetryAfter') : {}),
        ...(codes.some((code) => LATER.includes(code)) ? headerRefs('BegunExecutionId', 'BegunLocation') : {}),
      },
      content: {
        'application/problem+json': {
          schema: this.#definitions.wire(problemShape(status)),
          examples: Object.fromEntries(codes.map((code) => [code, exampleOf(code)])),
        },
      },
    };
  }
}

function exampleOf(code: ApiErrorCode): Example {
  const { status, title } = API_ERRORS[code];
  const value = {
    type: problemType(code),
    title,
    status,
    detail: `${title}.`,
    instance: '/flows/OrderProcessor/execute',
    code,
    request_id: 'req_7f3a',
    ...EXAMPLE_DETAILS[code],
  };
  return { summary: title, value };
}
