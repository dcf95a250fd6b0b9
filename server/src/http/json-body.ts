/** Reads bodies: JSON as Fastify reads it, and none at all is as good as an empty one. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_DEPTH } from '../engine/json.ts';
import { bodyArrived } from './client-error.ts';
import { ApiProblem } from './problem.ts';

export function readJson(app: FastifyInstance): void {
  // `__proto__` and `constructor.prototype` are refused: no task of a user should have to know what they do.
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  // As bytes: in a text there is U+FFFD for what is no UTF-8, and bodies that differ would be the same.
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    bodyArrived(request.raw);
    const unread = otherCoding(request) ?? otherCharset(request);
    if (unread !== undefined) return done(unread);
    if (!isUtf8(bytes)) return done(new ApiProblem('invalid_json', 'The body is not UTF-8: send it in UTF-8.'));
    const body = bytes.toString();
    if (body.trim() === '') return done(null, undefined);
    if (isTooDeep(body)) return done(refused(`it is nested deeper than ${MAX_DEPTH} levels`));
    parse(request, body, (error, value) => (error === null ? done(null, value) : done(notJson(body))));
  });
  // `curl -d ''` sends a type with nothing that has it.
  app.addContentTypeParser('*', (request: FastifyRequest, _payload: IncomingMessage, done) => {
    done(request.headers['content-length'] === '0' ? null : otherType(request), undefined);
  });
}

function otherType({ headers }: FastifyRequest): ApiProblem {
  const type = headers['content-type'];
  const sent = type === undefined ? 'The body has no media type' : `The body is sent as ${type}`;
  const hint = 'Send JSON, with the header Content-Type: application/json.';
  return new ApiProblem('unsupported_media_type', `${sent}. ${hint}`);
}

function otherCoding({ headers }: FastifyRequest): ApiProblem | undefined {
  const coding = headers['content-encoding'];
  if (coding === undefined || /^identity$/i.test(coding)) return undefined;
  const detail = `The body is sent with Content-Encoding: ${coding}, which is not read here. Send it as it is.`;
  return new ApiProblem('unsupported_media_type', detail, {}, { 'accept-encoding': 'identity' });
}

const CHARSET = /;\s*charset\s*=\s*("?)([^\s";]*)\1/i;

function otherCharset({ headers }: FastifyRequest): ApiProblem | undefined {
  const charset = CHARSET.exec(headers['content-type'] ?? '')?.[2];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return undefined;
  const detail = `The body is sent in the character set ${charset}, which is not read here. Send it in UTF-8.`;
  return new ApiProblem('unsupported_media_type', detail);
}

function notJson(body: string): ApiProblem {
  try {
    JSON.parse(body);
  } catch (thrown) {
    return new ApiProblem('invalid_json', `The body is not JSON: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
  return refused('it has a key `__proto__`, or `prototype` in a `constructor`');
}

function refused(reason: string): ApiProblem {
  return new ApiProblem('invalid_request', `The body is not accepted: ${reason}.`);
}

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Counted in the text: a value would have to be walked through, and most texts are too short to be deep. Character by
 * character: a RegExp that looks for the end of a text that has none begins anew at each quote in it.
 */
function isTooDeep(body: string): boolean {
  if (body.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < body.length && depth <= MAX_DEPTH; at++) {
    const character = body.charCodeAt(at);
    if (character === QUOTE) isText = !isText;
    else if (isText) at += character === BACKSLASH ? 1 : 0;
    else if (character === OPEN_LIST || character === OPEN_MAP) depth += 1;
    else if (character === CLOSE_LIST || character === CLOSE_MAP) depth -= 1;
  }
  return depth > MAX_DEPTH;
}
