/** As much of HTTP/1.1 as the proxy needs: on the bare socket, so that an answer can be broken anywhere. */

export interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The first request of the bytes, and the bytes after it; undefined while it is not whole. Both clients send a length. */
export function takeRequest(bytes: Buffer): { readonly request: Received; readonly rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
    }),
  );
  const from = end + 4;
  const to = from + Number(headers['content-length'] ?? 0);
  if (bytes.length < to) return undefined;
  return { request: { method, target, headers, body: bytes.subarray(from, to) }, rest: bytes.subarray(to) };
}

export function formatHead({ status, headers }: Head): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} ${REASONS[status] ?? 'Odd'}\r\n${lines.join('')}\r\n`, 'latin1');
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 202: 'Accepted', 204: 'No Content', 502: 'Bad Gateway' };

export function formatChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

export const LAST_CHUNK: Buffer = Buffer.from('0\r\n\r\n');
