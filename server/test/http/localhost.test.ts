/** `localhost`, where it is two addresses. */
import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { call, serve } from './harness.ts';

// Which addresses it has is for each machine to say.
vi.mock('node:dns/promises', async (original) => ({
  ...(await original<typeof import('node:dns/promises')>()),
  lookup: async () => ['127.0.0.1', '127.0.0.2', '192.0.2.1'].map((address) => ({ address, family: 4 })),
}));

describe('a server of localhost', () => {
  it('answers on all of its addresses alike, also what is hardly a request', async () => {
    const server = await serve({ host: 'localhost' });
    for (const address of ['127.0.0.1', '127.0.0.2']) {
      const socket = connect(server.port, address);
      socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nhello\r\n\r\n');
      expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 .*"alive".*HTTP\/1\.1 400 .*"invalid_request"/s);
    }
    await server.close(0);
    await expect(call(server, '/livez')).rejects.toThrow(/ECONNREFUSED/);
    const closed = new Promise((resolve) => connect(server.port, '127.0.0.2').once('error', resolve));
    expect(await closed).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
