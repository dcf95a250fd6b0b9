import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSseParser, type ServerSentEvent } from '../src/sse.ts';

interface Vector {
  readonly name: string;
  readonly bytes_utf8?: string;
  readonly bytes_hex?: string;
  readonly events: readonly ServerSentEvent[];
  /** Milliseconds; null where the stream must not set any. */
  readonly retry?: number | null;
}

const file = new URL('../../contract-tests/vectors/sse.json', import.meta.url);
const { vectors }: { vectors: readonly Vector[] } = JSON.parse(readFileSync(file, 'utf8'));

function bytesOf(vector: Vector): Uint8Array {
  if (vector.bytes_hex !== undefined) return Uint8Array.from(Buffer.from(vector.bytes_hex, 'hex'));
  return new TextEncoder().encode(vector.bytes_utf8);
}

function parse(...chunks: Uint8Array[]): ServerSentEvent[] {
  const parser = createSseParser(() => {});
  return chunks.flatMap((chunk) => parser(chunk));
}

test('there are at least 40 vectors, each with its own name and one kind of bytes', () => {
  expect(vectors.length).toBeGreaterThanOrEqual(40);
  expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
  for (const { bytes_utf8, bytes_hex } of vectors) expect([bytes_utf8, bytes_hex]).toContain(undefined);
  for (const { bytes_utf8, bytes_hex } of vectors) expect(bytes_utf8 ?? bytes_hex).toBeTypeOf('string');
});

describe.each(vectors)('$name', (vector) => {
  const bytes = bytesOf(vector);

  test('in one piece', () => {
    expect(parse(bytes)).toEqual(vector.events);
  });

  test('cut in two at every byte', () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(parse(bytes.subarray(0, cut), bytes.subarray(cut)), `cut at ${cut}`).toEqual(vector.events);
    }
  });

  if (bytes.length <= 60)
    test('cut in three at every two bytes', () => {
      for (let first = 0; first <= bytes.length; first++) {
        for (let second = first; second <= bytes.length; second++) {
          const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
          expect(parse(...chunks), `cut at ${first} and ${second}`).toEqual(vector.events);
        }
      }
    });

  if (vector.retry !== undefined)
    test('the time to reconnect, wherever it is cut', () => {
      for (let cut = 0; cut <= bytes.length; cut++) {
        let retry: number | null = null;
        const parser = createSseParser((ms) => {
          retry = ms;
        });
        parser(bytes.subarray(0, cut));
        parser(bytes.subarray(cut));
        expect(retry, `cut at ${cut}`).toBe(vector.retry);
      }
    });

  test('byte by byte', () => {
    expect(parse(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(vector.events);
  });

  test('byte by byte, with an empty chunk between', () => {
    const chunks = Array.from(bytes, (byte) => [Uint8Array.of(byte), new Uint8Array()]).flat();
    expect(parse(...chunks)).toEqual(vector.events);
  });
});

test('an event is there with the byte that ends it, and not before', () => {
  const parser = createSseParser(() => {});
  const encode = (text: string) => new TextEncoder().encode(text);
  expect(parser(encode('data: a\r\n'))).toEqual([]);
  expect(parser(encode('\r'))).toHaveLength(1);
  expect(parser(encode('\n'))).toEqual([]);
});

test('a long line in many chunks takes time in proportion to its length', () => {
  const parser = createSseParser(() => {});
  const chunk = new TextEncoder().encode('x'.repeat(1024));
  parser(new TextEncoder().encode('data:'));
  for (let index = 0; index < 20_000; index++) parser(chunk);
  const [event] = parser(new TextEncoder().encode('\n\n'));
  expect(event?.data.length).toBe(20_000 * 1024);
});
