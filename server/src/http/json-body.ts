/** Reads bodies: JSON as Fastify reads it, and none at all is as good as an empty one. */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiProblem } from './problem.ts';

/** As deep as the engine goes; what works with values calls itself for each level. */
const MAX_DEPTH = 500;

export function readJson(app: FastifyInstance): void {
  // `__proto__` and `constructor.prototype` are refused: no task of a user should have to know what they do.
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
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

/** Counted in the text: a value would have to be walked through, and most texts are too short to be deep. */
function isTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
