/** One request and its answer, as they were on the wire. Header names are in lower case. */
export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With its question mark, where there is one. */
  readonly query?: string;
  readonly request: Readonly<Record<string, string>>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** False where the reader left before the end. */
  readonly complete: boolean;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function mediaTypeOf(exchange: Exchange): string {
  return exchange.headers['content-type']?.split(';')[0]?.trim() ?? '';
}
