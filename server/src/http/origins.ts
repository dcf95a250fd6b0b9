/** Whose pages may use a server. */
import type { FastifyRequest } from 'fastify';
import type { Logger } from '../engine/ports.ts';
import { ProjectError } from '../errors.ts';

/** Any. */
const ALL = '*';

/** A wildcard is in no browser's `Origin`, and would match nothing. */
const HOST = /^(\[[\da-f:]+\]|[\w.-]+)(:\d+)?$/;

/** Anybody can name origins: the log shall not grow with them. */
const MOST_TOLD = 100;

/**
 * As browsers name them, who compare letter by letter.
 * @throws ProjectError for one that no page could ever have
 */
export function readOrigins(texts: readonly string[]): string[] {
  return texts.map((text) => {
    const origin = text === ALL ? ALL : originOf(text);
    if (origin === undefined) throw new ProjectError(`cors: ${refusal(text)}`);
    return origin;
  });
}

/** Letters of any case, a port that goes without saying and a last slash leave no doubt; a path does. */
function originOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !HOST.test(url.host)) return undefined;
  const origin = `${url.protocol}//${url.host}`;
  return url.href === origin || url.href === `${origin}/` ? origin : undefined;
}

function refusal(text: string): string {
  if (text === 'null')
    return 'pages that browsers call "null" (files, sandboxed frames) have no origin; only * allows them, and all others with them.';
  const scheme = /^localhost|:\d+$/.test(text) ? 'http' : 'https';
  const start = URL.parse(text.includes('://') ? text : `${scheme}://${text}`);
  const meant = start === null ? undefined : originOf(`${start.protocol}//${start.host}`);
  const help = meant === undefined ? 'Name each in full; * is any.' : `Did you mean ${meant}?`;
  return `${JSON.stringify(text)} is no origin, which is scheme://host[:port]. ${help}`;
}

/** How a page of this origin may be let in. */
export function howToAllow(origin: string): string {
  return origin === 'null' ? 'They have no origin to allow; only --cors * does.' : `Allow it with --cors ${origin}.`;
}

/**
 * The origin of a page that is neither the server's own nor allowed. (Behind a proxy `Host` may have been changed, unless
 * `X-Forwarded-Host` is believed; `Sec-Fetch-Site` has not.)
 */
export function foreignOriginOf({ headers, host }: FastifyRequest, allowed: readonly string[]): string | undefined {
  const { origin } = headers;
  if (origin === undefined || allowed.includes(ALL) || allowed.includes(origin)) return undefined;
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined ? URL.parse(origin)?.host === host : site === 'same-origin';
  return isOwn ? undefined : origin;
}

/** Tells of each origin once: of what was refused, a browser shows its page nothing. */
export function originTeller(logger: Logger): (origin: string) => void {
  const told = new Set<string>();
  return (origin) => {
    if (told.has(origin) || told.size >= MOST_TOLD) return;
    told.add(origin);
    logger.warn({ origin }, `pages of ${origin} may not use this server. ${howToAllow(origin)}`);
  };
}
