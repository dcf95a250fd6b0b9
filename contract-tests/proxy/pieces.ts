/** What becomes of a body on its way: pieces of bytes, and the place where it stops. */
import zlib from 'node:zlib';
import { type Block, formatBlock, parseBlock } from '../bite/breakage.ts';
import type { Fault } from './fault.ts';

export const STOP: unique symbol = Symbol('stop');
export type Piece = Buffer | typeof STOP;
type Pieces = AsyncIterable<Piece>;

/** The body of an answer that is no stream. */
export async function* piecesOfBody(body: Buffer, { truncate, stop, bytes = 0 }: Fault): Pieces {
  const whole = body.subarray(0, truncate);
  if (stop !== 'body') return yield whole;
  yield whole.subarray(0, bytes);
  yield STOP;
  yield whole.subarray(bytes);
}

const LAST_EVENT = /^flow_(completed|failed|cancelled)$/;

/** A stream of events, block by block. @param onLast Called when the last event was taken, and only the end is to come. */
export async function* piecesOfStream(source: AsyncIterable<string>, fault: Fault, onLast: () => void): Pieces {
  const { stop, events = 0, bytes = 0, lines, bom, retry } = fault;
  const bytesOf = (text: string): Buffer => {
    return Buffer.from(lines === undefined ? text : text.replaceAll('\n', lines === 'cr' ? '\r' : '\r\n'));
  };
  if (bom) yield Buffer.from('\ufeff');
  if (retry !== undefined) yield bytesOf(`retry: ${retry}\n\n`);
  let count = 0;
  for await (const text of blocksOf(source)) {
    const block = parseBlock(text);
    const sent = bytesOf(block === undefined ? (fault.silent ? '' : `${text}\n\n`) : changed(block, fault));
    const stops = block !== undefined && stop === 'event' && count === events && bytes > 0;
    if (stops) {
      yield sent.subarray(0, bytes);
      yield STOP;
    }
    yield stops ? sent.subarray(bytes) : sent;
    if (block !== undefined) count += 1;
    if (LAST_EVENT.test(block?.event ?? '')) onLast();
    if (block !== undefined && stop === 'event' && count === events && bytes === 0) yield STOP;
  }
}

async function* blocksOf(source: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of source) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
}

function changed(block: Block, { drop, double, seq, ids, data, comments }: Fault): string {
  const { id, event } = block;
  if (drop?.includes(Number(id))) return '';
  const renumbered = seq?.[id] === undefined ? block : { ...block, data: { ...block.data, seq: seq[id] } };
  let text = formatBlock(ids === 'wrong' ? { ...renumbered, id: `${Number(id) + 1000}` } : renumbered);
  if (data?.[id] !== undefined) text = `id: ${id}\nevent: ${event}\ndata: ${data[id]}\n\n`;
  if (ids === 'none') text = text.replace(/^id: .*\n/, '');
  if (comments) text = `:\n\n: before\n${text.replace('\ndata:', '\n: within\nodd: field\nodd\ndata:')}: after\n\n`;
  return double?.includes(Number(id)) ? text + text : text;
}

/** Held back, and cut anew. */
export async function* inOtherPieces(pieces: Pieces, { lump, chunk }: Fault): Pieces {
  let held: Buffer[] = [];
  for await (const piece of pieces) {
    if (piece === STOP) yield piece;
    else if (lump !== undefined) {
      held.push(piece);
      if (held.length < lump) continue;
      yield Buffer.concat(held);
      held = [];
    } else if (chunk !== undefined) {
      for (let at = 0; at < piece.length; at += chunk) yield piece.subarray(at, at + chunk);
    } else yield piece;
  }
  if (held.length > 0) yield Buffer.concat(held);
}

const ENCODERS = { gzip: zlib.createGzip, deflate: zlib.createDeflate, br: zlib.createBrotliCompress } as const;
export type Encoding = keyof typeof ENCODERS;

/** Undefined where the caller takes none. */
export function encodingOf({ encode }: Fault, accepted = ''): Encoding | undefined {
  if (encode !== 'best') return encode;
  return (['br', 'gzip'] as const).find((one) => accepted.includes(one));
}

/** Each piece can be read as soon as it has come. */
export async function* encoded(pieces: Pieces, encoding: Encoding): Pieces {
  const encoder = ENCODERS[encoding]();
  const out = (): Buffer => Buffer.concat(drain(encoder));
  for await (const piece of pieces) {
    if (piece === STOP) {
      yield piece;
      continue;
    }
    encoder.write(piece);
    await new Promise<void>((resolve) => encoder.flush(() => resolve()));
    yield out();
  }
  encoder.end();
  for await (const last of encoder) yield last;
}

function drain(encoder: zlib.Gzip | zlib.Deflate | zlib.BrotliCompress): Buffer[] {
  const chunks: Buffer[] = [];
  for (let chunk: unknown = encoder.read(); chunk !== null; chunk = encoder.read()) chunks.push(chunk as Buffer); // no encoding is set
  return chunks;
}
