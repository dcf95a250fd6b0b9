/** The ways in which a client can break its rules, each put between the client and the wire; or behind the client. */
import type { Outcome } from '../typescript/scenario.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ClientBreakage {
  readonly name: string;
  /** Where it shows: the scenarios with faults whose names hold this. */
  readonly where: RegExp;
  readonly fetch?: (next: Fetch) => Fetch;
  readonly outcome?: (outcome: Outcome) => Outcome;
}

function withHeaders(change: (headers: Headers, url: string) => void): ClientBreakage['fetch'] {
  return (next) => (url, init) => {
    const headers = new Headers(init.headers);
    change(headers, url);
    return next(url, { ...init, headers });
  };
}

function withUrl(change: (url: URL) => string): ClientBreakage['fetch'] {
  return (next) => (url, init) => next(change(new URL(url)), init);
}

/** Asks again where the client would not. */
function again(when: (response: Response) => boolean): ClientBreakage['fetch'] {
  return (next) => async (url, init) => {
    const response = await next(url, init);
    return when(response) ? next(url, init) : response;
  };
}

/** The client sees another status than came. */
function seeing(status: number, as: number): ClientBreakage['fetch'] {
  return (next) => async (url, init) => {
    const response = await next(url, init);
    return response.status === status
      ? new Response(response.body, { status: as, headers: response.headers })
      : response;
  };
}

function withEvents(change: (events: readonly unknown[]) => readonly unknown[]): ClientBreakage['outcome'] {
  return (outcome) => (Array.isArray(outcome.events) ? { ...outcome, events: change(outcome.events) } : outcome);
}

export const CLIENT_BREAKAGES: readonly ClientBreakage[] = [
  { name: 'a 500 is tried again', where: /a 500 is never/, fetch: again(({ status }) => status === 500) },
  {
    name: 'a flow that is not ready is tried again',
    where: /not ready/,
    fetch: again(({ status }) => status === 503),
  },
  {
    name: 'a conflict is tried again',
    where: /409: ConflictError/,
    fetch: again(({ status }) => status === 409),
  },
  ...[408, 425, 429, 502, 504].map(
    (status): ClientBreakage => ({
      name: `a ${status} is not tried again`,
      where: new RegExp(`a ${status} of a gateway is tried again`),
      fetch: seeing(status, 500),
    }),
  ),
  {
    name: 'a connection that breaks is not tried again',
    where: /a reset .* is tried again/,
    fetch: (next) => (url, init) => next(url, init).catch(() => new Response('', { status: 500 })),
  },
  {
    name: 'a new Idempotency-Key for every try',
    where: /same Idempotency-Key/,
    fetch: withHeaders((headers) => {
      if (headers.has('idempotency-key')) headers.set('idempotency-key', crypto.randomUUID());
    }),
  },
  {
    name: 'no Idempotency-Key',
    where: /carries an Idempotency-Key/,
    fetch: withHeaders((headers) => headers.delete('idempotency-key')),
  },
  {
    name: 'one Idempotency-Key for all calls',
    where: /Two calls have two keys/,
    fetch: withHeaders((headers) => headers.set('idempotency-key', 'always-the-same')),
  },
  {
    name: 'a stream goes on without a Last-Event-ID',
    where: /is mended/,
    fetch: withHeaders((headers) => headers.delete('last-event-id')),
  },
  {
    name: 'a stream goes on by running its flow anew',
    where: /is mended/,
    fetch: (next) => {
      const first: { url?: string; init?: RequestInit } = {};
      return (url, init) => {
        if (init.method === 'POST') Object.assign(first, { url, init });
        return init.method === 'GET' && first.url && first.init
          ? next(first.url, { ...first.init, headers: { 'content-type': 'application/json' } })
          : next(url, init);
      };
    },
  },
  {
    name: 'Retry-After is not heeded',
    where: /Retry-After of (a second|a date) is waited for/,
    fetch: (next) => async (url, init) => {
      const { body, status, headers } = await next(url, init);
      const others = new Headers(headers);
      if (others.has('retry-after')) others.set('retry-after', '0');
      return new Response(body, { status, headers: others });
    },
  },
  {
    name: 'a redirect is followed',
    where: /a redirect .* is not followed/,
    fetch: (next) => (url, init) => next(url, { ...init, redirect: 'follow' }),
  },
  {
    name: 'an abort leaves the connection as it is',
    where: /is aborted while it waits for the answer/,
    fetch: (next) => (url, init) => next(url, { ...init, signal: null }),
  },
  {
    name: 'a detached reader cancels',
    where: /left in its midst/,
    fetch: withHeaders((headers) => headers.set('x-cancel-on-disconnect', 'true')),
  },
  {
    name: 'an abort that cancels does not say so',
    where: /aborted in its midst \(cancel\)/,
    fetch: withHeaders((headers) => headers.delete('x-cancel-on-disconnect')),
  },
  {
    name: 'the path of the base URL is lost',
    where: /a base URL may have a path \(\/api\)/,
    fetch: withUrl((url) => url.href.replace('/api/', '/')),
  },
  {
    name: 'a segment of a path is not encoded',
    where: /A flow called/,
    fetch: withUrl((url) => url.origin + url.pathname.replaceAll('%2F', '/') + url.search),
  },
  {
    name: 'the key is not sent with a second try',
    where: /The key and the headers of the caller/,
    fetch: (next) => {
      let isFirst = true;
      return (url, init) => {
        const headers = new Headers(init.headers);
        if (!isFirst) headers.delete('authorization');
        isFirst = false;
        return next(url, { ...init, headers });
      };
    },
  },
  {
    name: 'every request is sent twice',
    where: /without a fault is asked once/,
    fetch: (next) => async (url, init) => {
      await next(url, init).then((response) => response.text());
      return next(url, init);
    },
  },
  {
    name: 'an event is yielded twice',
    where: /50 cuts/,
    outcome: withEvents((events) => [...events, ...events.slice(-1)]),
  },
  { name: 'an event is lost at a cut', where: /50 cuts/, outcome: withEvents((events) => events.toSpliced(3, 1)) },
  {
    name: 'what came before an error is lost',
    where: /what came before it was given out/,
    outcome: withEvents(() => []),
  },
  {
    name: 'a time limit says another phase',
    where: /TimeoutError of the phase/,
    outcome: (outcome) => (outcome.error ? { ...outcome, error: { ...outcome.error, phase: 'total' } } : outcome),
  },
];
