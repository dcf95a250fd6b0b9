/** A request with all that it is made of: the same for all of its tries. */
import type { CallOptions, Settings } from './options.ts';

export interface Call {
  readonly settings: Settings;
  readonly method: string;
  readonly url: string;
  /** The headers that the client gives it; those of the options win. */
  readonly own: HeadersInit;
  readonly body?: string | undefined;
  readonly options: CallOptions;
}

/** For messages: `POST http://localhost:8000/flows/OrderProcessor/execute`. */
export const labelOf = ({ method, url }: Call): string => `${method} ${url}`;
