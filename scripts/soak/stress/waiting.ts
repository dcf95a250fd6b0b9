/** Executions that wait for somebody, by the thousands: begun, and later let go. */
import { RawConnection, rawRequest } from '../../raw-http.ts';
import { many } from './rig.ts';

const AT_ONCE = 64;

/** Begins so many, and answers their ids. */
export async function beginWaiting(port: number, count: number): Promise<string[]> {
  const ids: string[] = [];
  await overConnections(port, count, async (connection, index) => {
    const body = JSON.stringify({ inputs: { who: `caller ${index}` } });
    const headers = { prefer: 'respond-async' };
    const { status, head } = await connection.ask(rawRequest('POST', '/flows/Waiting/execute', { body, headers }));
    const id = /\r\nx-execution-id: (\S+)/i.exec(head)?.[1];
    if (status !== 202 || id === undefined) throw new Error(`An execution was not begun: ${head}`);
    ids.push(id);
  });
  return ids;
}

/** Delivers to all of them; answers how many took it. */
export async function letGo(port: number, ids: readonly string[]): Promise<number> {
  let taken = 0;
  await overConnections(port, ids.length, async (connection, index) => {
    const request = rawRequest('POST', `/flows/Waiting/executions/${ids[index]}/events/go`, {
      body: '{"token":"now"}',
    });
    if ((await connection.ask(request)).status === 202) taken += 1;
  });
  return taken;
}

async function overConnections(
  port: number,
  count: number,
  work: (connection: RawConnection, index: number) => Promise<unknown>,
): Promise<void> {
  const free = await Promise.all(Array.from({ length: AT_ONCE }, () => RawConnection.open(port)));
  await many(count, AT_ONCE, async (index) => {
    const connection = free.pop();
    if (connection === undefined) throw new Error('More work at once than connections');
    await work(connection, index);
    free.push(connection);
  });
  for (const connection of free) connection.close();
}
