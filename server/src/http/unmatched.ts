/** What is said where no route answers: that there is no such path, or that it takes another method. */
import { closest, OPERATIONS } from '@flowlang/openapi';
import { ApiProblem } from './problem.ts';

interface Place {
  readonly pattern: RegExp;
  readonly method: string;
}

const PLACES: readonly Place[] = [...Object.values(OPERATIONS), { path: '/docs', method: 'GET' }].map(
  ({ path, method }) => ({ pattern: patternOf(path), method }),
);

const FIXED_PATHS = [...Object.values(OPERATIONS).map(({ path }) => path), '/docs'].filter((one) => !one.includes('{'));

/** The path itself is shown at most so far. */
const SHOWN = 200;

export function nothingThere(method: string, url: string): ApiProblem {
  const path = url.split('?', 1)[0] ?? '';
  const methods = methodsOf(path);
  if (methods.length === 0) return notFound(path);
  const detail = `${shorten(path)} takes ${methods.join(' or ')}, not ${method}.`;
  return new ApiProblem('method_not_allowed', detail, {}, { allow: methods.join(', ') });
}

function notFound(path: string): ApiProblem {
  const bare = withoutEndingSlashes(path);
  const meant = methodsOf(bare).length > 0 ? bare : closest(path, FIXED_PATHS);
  const hint = meant === undefined ? 'GET / shows what there is.' : `Did you mean ${shorten(meant)}?`;
  return new ApiProblem('not_found', `There is nothing at ${shorten(path)}. ${hint}`);
}

function methodsOf(path: string): readonly string[] {
  const methods = PLACES.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

function patternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}$`);
}

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** Not by a RegExp, which begins anew at each of many slashes. */
function withoutEndingSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
