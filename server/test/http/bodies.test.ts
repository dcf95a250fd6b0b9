import { describe, expect, it } from 'vitest';
import { call, post, serve, serveForAll } from './harness.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const server = serveForAll();

function raw(body: string | Buffer, headers: Readonly<Record<string, string>> = JSON_TYPE) {
  return call(server(), '/flows/Greet/execute', { method: 'POST', headers, body });
}

describe('a hostile body', () => {
  it('that is not JSON is a 400 with the place', async () => {
    const answer = await raw('{"name": "Ada",}');
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      code: 'invalid_json',
      detail: expect.stringContaining('position 15 (line 1 column 16)'),
    });
  });

  it('of 100,000 levels is a 400', async () => {
    const answer = await raw(`{"name": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: 'invalid_request', detail: expect.stringContaining('500 levels') });
  });

  it('may hold as many brackets as it likes in its texts', async () => {
    const answer = await post(server(), '/flows/Greet/execute', { name: '["\\{'.repeat(1000) });
    expect(answer.json.outputs.greeting).toHaveLength(4007);
  });

  it.each([490, 500])('of %i levels is as good as any', async (levels) => {
    const deep = `${'{"a":'.repeat(levels - 1)}1${'}'.repeat(levels - 1)}`;
    const answer = await raw(`{"name": "Ada", "aside": ${deep}}`, {
      ...JSON_TYPE,
      'idempotency-key': `deep-${levels}`,
    });
    expect(JSON.stringify(answer.json.outputs.aside)).toBe(deep);
  });

  it.each([
    ['__proto__', '{"name": "Ada", "__proto__": {"polluted": 1}}'],
    ['__proto__ within', '{"inputs": {"name": "Ada", "aside": {"__proto__": {"polluted": 1}}}}'],
    ['constructor.prototype', '{"name": "Ada", "aside": {"constructor": {"prototype": {"polluted": 1}}}}'],
  ])('that holds %s is a 400, and changes nothing', async (_, body) => {
    const answer = await raw(body);
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('invalid_request');
    expect({}).not.toHaveProperty('polluted');
  });

  it('may hold names that objects inherit: inputs of a flow like any other', async () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const inputs = names.map((name) => `  - { name: ${name}, type: string }`).join('\n');
    const outputs = names.map((name) => `  - { name: ${name}, value: "\${inputs.${name}}" }`).join('\n');
    const text = `flow: Inherited\ninputs:\n${inputs}\noutputs:\n${outputs}\nsteps: []\n`;
    const inherited = await serve({ files: { 'inherited/flow.yaml': text } });
    const sent = Object.fromEntries(names.map((name) => [name, `the ${name}`]));
    expect((await post(inherited, '/flows/Inherited/execute', sent)).json.outputs).toEqual(sent);
    expect((await post(inherited, '/flows/Inherited/execute', {})).json.errors).toHaveLength(names.length);
  });

  it('with a number that is none is a 422', async () => {
    const answer = await raw('{"name": "Ada", "times": 1e999}');
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0].message).toMatch(/the number Infinity \(in times\)/);
  });

  it('with a key twice means the last', async () => {
    expect((await raw('{"name": "Ada", "name": "Bob"}')).json.outputs.greeting).toBe('Hello, Bob');
  });

  it('with half a surrogate pair gets it back', async () => {
    const answer = await raw('{"name": "\\ud83d", "aside": {"a": "\\udead"}}');
    expect(answer.text).toContain('"greeting":"Hello, \\ud83d"');
    expect(answer.json.outputs.aside).toEqual({ a: '\udead' });
  });

  it('larger than the limit is a 413', async () => {
    const answer = await raw(JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) }));
    expect(answer.status).toBe(413);
    expect(answer.json.code).toBe('body_too_large');
  });

  it('larger than the limit is a 413 without a length, too', async () => {
    const answer = await raw(JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) }), {
      ...JSON_TYPE,
      'transfer-encoding': 'chunked',
    });
    expect(answer.status).toBe(413);
  });

  it('may be as large as the limit that was set', async () => {
    const own = await serve({ bodyLimit: 100 });
    expect((await post(own, '/flows/Greet/execute', { name: 'x'.repeat(89) })).status).toBe(200);
    expect((await post(own, '/flows/Greet/execute', { name: 'x'.repeat(90) })).status).toBe(413);
  });

  it.each([
    ["curl's own type", 'application/x-www-form-urlencoded'],
    ['text', 'text/plain'],
    ['no type that there is', 'json'],
  ])('of %s is a 415 that says what to send', async (_, type) => {
    const answer = await raw('{"name": "Ada"}', { 'content-type': type });
    expect(answer.status).toBe(415);
    expect(answer.json).toMatchObject({
      code: 'unsupported_media_type',
      detail: expect.stringContaining('Content-Type: application/json'),
    });
  });

  it('may say in which character set its JSON is', async () => {
    const answer = await raw('{"name": "Jürgen"}', { 'content-type': 'Application/JSON; charset=utf-8' });
    expect(answer.json.outputs.greeting).toBe('Hello, Jürgen');
  });

  it.each([
    ['an identity in name only', { 'content-encoding': 'Identity' }],
    ['a quoted character set', { 'content-type': 'application/json; a="b"; charset="UTF-8"' }],
  ])('may be sent with %s', async (_, headers) => {
    expect((await raw('{"name": "Jürgen"}', { ...JSON_TYPE, ...headers })).status).toBe(200);
  });

  it.each(['iso-8859-1', '"UTF-16"', 'us-ascii'])('in the character set %s is a 415 that names it', async (charset) => {
    const answer = await raw('{"name": "Ada"}', { 'content-type': `application/json; charset=${charset}` });
    expect(answer.status).toBe(415);
    expect(answer.json.detail).toContain(charset.replaceAll('"', ''));
    expect(answer.json.detail).toContain('UTF-8');
  });

  it.each(['gzip', 'br, gzip'])('with the coding %s is a 415 that names it, and what is taken', async (coding) => {
    const answer = await raw('{"name": "Ada"}', { ...JSON_TYPE, 'content-encoding': coding });
    expect(answer.status).toBe(415);
    expect(answer.headers['accept-encoding']).toBe('identity');
    expect(answer.json).toMatchObject({ code: 'unsupported_media_type', detail: expect.stringContaining(coding) });
  });

  it.each([
    ['in Latin-1', Buffer.from('{"name": "Müller"}', 'latin1')],
    ['cut within a character', Buffer.from('{"name": "ü"}').subarray(0, 11)],
    ['of half a surrogate pair', Buffer.from('7b226e616d65223a22eda0bd227d', 'hex')],
  ])('that is not UTF-8 is a 400, and not what was meant by nobody: one %s', async (_, body) => {
    const answer = await raw(body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: 'invalid_json', detail: expect.stringContaining('send it in UTF-8') });
  });

  it('takes no longer to refuse than it is long, also where a text in it never ends', async () => {
    const limit = 100_000;
    const own = await serve({ bodyLimit: limit });
    const timeOf = async (body: string): Promise<number> => {
      const began = performance.now();
      const headers = JSON_TYPE;
      expect((await call(own, '/flows/Greet/execute', { method: 'POST', headers, body })).status).not.toBe(413);
      return performance.now() - began;
    };
    const harmless = JSON.stringify({ name: 'x'.repeat(limit - 11) });
    await timeOf(harmless);
    const fair = await timeOf(harmless);
    // Looked at once for each quote in it, it took a thousand times as long.
    expect(await timeOf(`"${'\\"'.repeat(limit / 2 - 1)}`)).toBeLessThan(50 * Math.max(fair, 1));
  });
});
