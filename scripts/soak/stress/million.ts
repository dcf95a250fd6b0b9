/** A million short executions: neither the memory of the server nor its file grows with what it has done. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { RawConnection, rawRequest } from '../../raw-http.ts';
import { atMost, type Finding, many, residentMegabytes, told, withServer } from './rig.ts';

const CONNECTIONS = 64;
const KEPT = 20_000;
/** From then on nothing may grow. */
const SETTLED = 0.1;

interface Sample {
  readonly done: number;
  readonly resident: number;
  /** Megabytes. */
  readonly file: number;
}

export function million(count = 1_000_000): Promise<Finding[]> {
  return withServer({ args: ['--keep-count', String(KEPT)] }, async ({ server, folder }) => {
    const samples: Sample[] = [];
    let done = 0;
    const sample = (): void => {
      const file = sizeOf(path.join(folder, 'executions.db'));
      samples.push({ done, resident: residentMegabytes(server.pid), file });
    };
    const began = performance.now();
    const request = rawRequest('POST', '/flows/Short/execute', { body: '{"inputs":{"number":2}}' });
    await many(CONNECTIONS, CONNECTIONS, async () => {
      const connection = await RawConnection.open(server.port);
      while (done < count) {
        const { status, body } = await connection.ask(request);
        if (status !== 200 || !body.includes('"doubled":8')) throw new Error(`${status}: ${body}`);
        done += 1;
        if (done % (count / 200) === 0) sample();
      }
      connection.close();
    });
    const perSecond = count / ((performance.now() - began) / 1000);
    return [...findings(samples, count), told('executions a second, with this client', perSecond.toFixed(0))];
  });
}

function findings(samples: readonly Sample[], count: number): Finding[] {
  const settled = samples.filter((sample) => sample.done >= count * SETTLED);
  const first = settled.slice(0, settled.length / 9);
  const last = settled.slice(-first.length);
  const most = (some: readonly Sample[], what: 'resident' | 'file'): number =>
    Math.max(...some.map((one) => one[what]));
  const growth = (what: 'resident' | 'file'): number => most(last, what) / most(first, what);
  const shown = (what: 'resident' | 'file'): string =>
    [0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1]
      .map((share) => samples[Math.ceil(share * samples.length) - 1]?.[what].toFixed(0))
      .join(', ');
  return [
    atMost('resident memory in the last tenth against the second', growth('resident'), 1.1, '×'),
    told('resident memory after 5, 10, 20, 40, 60, 80, 100 %', `${shown('resident')} MB`),
    atMost(`size of the files in the last tenth against the second, --keep-count ${KEPT}`, growth('file'), 1.1, '×'),
    told('size of the files after 5, 10, 20, 40, 60, 80, 100 %', `${shown('file')} MB`),
  ];
}

/** Megabytes of the database with its log. */
function sizeOf(database: string): number {
  const files = [database, `${database}-wal`].filter((file) => existsSync(file));
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
}
