/** Listens on the wire: a `fetch` that keeps what passes through it. */
import type { Exchange } from '../conformance/exchange.ts';

interface Heard {
  readonly body: string;
  readonly complete: boolean;
}

export class Recorder {
  readonly #pending: Promise<Exchange>[] = [];

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    const { status, statusText, headers } = response;
    const heard = Promise.withResolvers<Heard>();
    if (response.body === null) heard.resolve({ body: '', complete: true });
    void this.keep(
      heard.promise.then(({ body, complete }) => ({
        method: init.method ?? 'GET',
        path: new URL(url).pathname,
        query: new URL(url).search,
        request: Object.fromEntries(new Headers(init.headers)),
        status,
        headers: Object.fromEntries(headers),
        body,
        complete,
      })),
    );
    return new Response(response.body && listen(response.body, heard.resolve), { status, statusText, headers });
  };

  keep(exchange: Promise<Exchange>): Promise<Exchange> {
    this.#pending.push(exchange);
    return exchange;
  }

  /** All that was asked, in the order of the questions. To be called when every answer was read or left. */
  exchanges(): Promise<Exchange[]> {
    return Promise.all(this.#pending);
  }
}

/** The same bytes; whoever leaves them before their end leaves the connection, too. */
function listen(body: ReadableStream<Uint8Array>, done: (heard: Heard) => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return new ReadableStream({
    async pull(controller) {
      const chunk = await reader.read().catch((error: unknown) => {
        done({ body: text, complete: false });
        throw error;
      });
      if (chunk.done) {
        done({ body: text, complete: true });
        controller.close();
      } else {
        text += decoder.decode(chunk.value, { stream: true });
        controller.enqueue(chunk.value);
      }
    },
    cancel(reason) {
      done({ body: text, complete: false });
      return reader.cancel(reason);
    },
  });
}
