import { describe, expect, it } from 'vitest';
import type { Logger } from '../../src/engine/ports.ts';
import { readOrigins } from '../../src/http/origins.ts';
import { silentLogger } from '../../src/world.ts';
import { call, post, serve } from './harness.ts';

const PAGE = 'http://page.example';
const EVIL = 'http://evil.example';

describe('the origins of `cors`', () => {
  it.each([
    ['http://localhost:21010', 'http://localhost:21010'],
    ['http://localhost:21010/', 'http://localhost:21010'],
    ['HTTP://LOCALHOST:21010', 'http://localhost:21010'],
    ['https://app.example:443', 'https://app.example'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['*', '*'],
  ])('take %s, which browsers call %s', (text, origin) => {
    expect(readOrigins([text])).toEqual([origin]);
  });

  it.each([
    ['localhost:21010', 'Did you mean http://localhost:21010?'],
    ['app.example', 'Did you mean https://app.example?'],
    ['http://localhost:21010/app', 'Did you mean http://localhost:21010?'],
    ['https://user@app.example', 'Did you mean https://app.example?'],
    ['http://*.example.com', 'Name each in full; * is any.'],
    ['http://a.example,http://b.example', 'Name each in full; * is any.'],
    ['null', 'only * allows them'],
    ['', 'Name each in full; * is any.'],
  ])('refuse "%s", which no page can have, and say what to write', (text, help) => {
    expect(() => readOrigins([PAGE, text])).toThrow(help);
  });

  it('are read before the server is ready', async () => {
    await expect(serve({ cors: ['localhost:21010'] })).rejects.toThrow(
      'cors: "localhost:21010" is no origin, which is scheme://host[:port]. Did you mean http://localhost:21010?',
    );
  });

  it('let the pages in that are meant', async () => {
    const server = await serve({ cors: [`${PAGE.toUpperCase()}/`] });
    const { headers } = await call(server, '/flows', { headers: { origin: PAGE } });
    expect(headers['access-control-allow-origin']).toBe(PAGE);
  });
});

describe('the log of a server', () => {
  async function watched(cors: readonly string[] = [PAGE]) {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_fields, message) => warnings.push(message) };
    return { server: await serve({ cors, logger }), warnings };
  }

  const asks = (origin: string) => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });

  it.each([[[PAGE]], [[]]])(
    'tells once, with --cors %j, of a page that may not use it, and what to do',
    async (cors) => {
      const { server, warnings } = await watched(cors);
      await call(server, '/flows/Greet/execute', asks(EVIL));
      await call(server, '/flows', { headers: { origin: EVIL } });
      await post(server, '/flows/Greet/execute', { name: 'Ada' }, { origin: EVIL });
      expect(warnings).toEqual([`pages of ${EVIL} may not use this server. Allow it with --cors ${EVIL}.`]);
    },
  );

  it('names no origin to allow for a page that has none, nor does the answer', async () => {
    const { server, warnings } = await watched();
    const { json } = await post(server, '/flows/Greet/execute', { name: 'Ada' }, { origin: 'null' });
    expect(json.detail).toContain('only --cors * does');
    expect(warnings).toEqual([expect.stringContaining('only --cors * does')]);
  });

  it('says nothing of pages that may, nor of its own, nor of callers that are no page', async () => {
    const { server, warnings } = await watched();
    const own = `http://127.0.0.1:${server.port}`;
    await call(server, '/flows/Greet/execute', asks(PAGE));
    for (const origin of [PAGE, own]) await post(server, '/flows/Greet/execute', { name: 'Ada' }, { origin });
    await post(server, '/flows/Greet/execute', { name: 'Ada' });
    expect(warnings).toEqual([]);
  });

  it('does not grow with the origins that somebody makes up', async () => {
    const { server, warnings } = await watched();
    for (let n = 0; n < 120; n++) await call(server, '/flows', { headers: { origin: `http://n${n}.example` } });
    expect(warnings).toHaveLength(100);
  });
});
