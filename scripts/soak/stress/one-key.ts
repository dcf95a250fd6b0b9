/** Two hundred callers with one idempotency key, at once: one execution. */
import { RawConnection, rawRequest } from '../../raw-http.ts';
import { type Finding, holds, withServer } from './rig.ts';

const CALLERS = 200;

export function oneKey(): Promise<Finding[]> {
  return withServer({}, async ({ server }) => {
    const headers = { 'idempotency-key': 'the-one' };
    const request = rawRequest('POST', '/flows/Short/execute', { body: '{"inputs":{"number":2}}', headers });
    const connections = await Promise.all(Array.from({ length: CALLERS }, () => RawConnection.open(server.port)));
    const answers = await Promise.all(connections.map((connection) => connection.ask(request)));
    for (const connection of connections) connection.close();
    const ids = new Set(answers.map(({ head }) => /\r\nx-execution-id: (\S+)/i.exec(head)?.[1]));
    const bodies = new Set(answers.map(({ body }) => body));
    await server.end('killed');
    await server.start();
    const again = await RawConnection.open(server.port);
    const later = await again.ask(request);
    again.close();
    return [
      holds(`${CALLERS} callers with one key begin one execution`, ids.size === 1, `${ids.size}`),
      holds('all of them get the same answer', bodies.size === 1 && answers.every(({ status }) => status === 200)),
      holds('so does one who asks after a kill', bodies.has(later.body)),
    ];
  });
}
