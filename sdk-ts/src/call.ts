/** A request with its options settled: the same for all of its tries. */
import type { Limits } from './limits.ts';
import type { ClientRequest } from './options.ts';

export interface Call extends Omit<ClientRequest, 'signal' | 'headers'> {
  /** The later win. */
  readonly headers: readonly (HeadersInit | undefined)[];
  /** For messages: `POST http://localhost:8000/flows/OrderProcessor/execute`. */
  readonly label: string;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
}
