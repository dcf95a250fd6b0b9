/** What a scenario can ask of the proxy: the format of `proxy` in scenarios/faults; README.md describes it for readers. */

/** A place on the way of one request and its answer. */
export type Point =
  /** The connection is there, and nothing was read of it: it can only be reset. */
  | 'connect'
  /** The request was read; the server does not see it. */
  | 'request'
  /** The server has answered; the caller has nothing of it. */
  | 'answer'
  /** Within the head of the answer. */
  | 'head'
  /** After the head. */
  | 'headers'
  /** After `bytes` bytes of the body. */
  | 'body'
  /** After `events` events, and `bytes` bytes of the next. */
  | 'event';

export interface Fault {
  /** All of another fault: how a scenario adds to one of a set. */
  readonly also?: Fault;
  readonly stop?: Point;
  /** What happens at the stop. `restart`: the server is killed, and started again with the same journal. */
  readonly how?: 'reset' | 'close' | 'hang' | 'pause' | 'restart';
  readonly bytes?: number;
  readonly events?: number;
  /** Of a pause, in milliseconds. */
  readonly ms?: number;
  /** Within a pause of a stream, a comment each so many milliseconds. */
  readonly heartbeat?: number;
  /** Answered in the place of the server; which has run the request where it is `reached`. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Text as it is, anything else as JSON. */
    readonly body?: unknown;
    readonly reached?: true;
  };
  /** Headers of the answer that are set, or with null taken away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** The connection stays open for the next request. */
  readonly keep?: true;
  /** `none`: the answer says nothing of its length, and ends with its connection. */
  readonly length?: 'none';
  /** Only so many bytes of the body are sent, as if they were all. */
  readonly truncate?: number;
  /** `best`: br where the caller takes it, else gzip where he does. */
  readonly encode?: 'gzip' | 'deflate' | 'best';
  /** Pieces of so many bytes. */
  readonly chunk?: number;

  // Of streams:
  readonly lines?: 'crlf' | 'cr';
  readonly bom?: true;
  /** Held back until there are so many events, or the end. */
  readonly lump?: number;
  /** Before, within and after each event; with fields that nobody knows. */
  readonly comments?: true;
  /** What the server says between events is swallowed. */
  readonly silent?: true;
  /** The milliseconds of a `retry:` at the beginning. */
  readonly retry?: number;
  /** Events that are left out, come twice, or have another number in their data. */
  readonly drop?: readonly number[];
  readonly double?: readonly number[];
  readonly seq?: Readonly<Record<string, number>>;
  /** The `id:` of all events. */
  readonly ids?: 'none' | 'wrong';
  /** In the place of the data of one event, by its number. */
  readonly data?: Readonly<Record<string, string>>;
}

/** What stands between the client and the server in one scenario. */
export interface Plan {
  /** For the first request, the second, and so on. */
  readonly faults?: readonly Fault[];
  /** For each request after those. */
  readonly then?: Fault;
  /** The path under which the server is seen. */
  readonly path?: string;
  /** Nobody listens: never, or not for the first milliseconds. Where it is `full`, whoever connects is left waiting. */
  readonly closed?: true | number | 'full';
  /** The scenario has a server of its own, which may be restarted. */
  readonly ownServer?: true;
}

/** One request as the proxy has seen it. */
export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** When it came, in milliseconds of the proxy's own clock. */
  readonly at: number;
  /** Whether the server was asked. */
  reached: boolean;
  /** Whether the caller left before the end of the answer; of a stream, before he had its last event. */
  left: boolean;
}

export interface Report {
  readonly requests: readonly Seen[];
  /** Requests that came to another host, where a redirect has led. */
  readonly elsewhere: number;
  /** Requests that neither side had ended after the scenario: a client that leaves these open has lost a socket. */
  readonly open: number;
  /** The ids of all executions that the server has answered with. */
  readonly executions: readonly string[];
  /** By the id of an execution, its events as the server keeps them. */
  readonly events: Readonly<Record<string, readonly unknown[]>>;
}
