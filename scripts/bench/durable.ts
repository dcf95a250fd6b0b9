/** What it costs that every execution is on the disk before its result is told: against the bare route, which keeps nothing. */
import { Agent } from 'node:http';
import { resumeSeconds } from '../soak/stress/resume.ts';
import { ask, MeasuredServer } from './load.ts';
import { median, type Row } from './measure.ts';

const ROUNDS = 15;
const WARM_UP = 20_000;
const BODY = JSON.stringify({ order_id: 'ord_123', quantity: 2, price: 9.5 });

/** Of one round on one side. */
interface Cost {
  readonly perSecond: number;
  /** Microseconds of CPU per request. */
  readonly cpu: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

interface Bound {
  readonly what: string;
  readonly of: keyof Cost;
  readonly connections: number;
  readonly unit: string;
  readonly least?: number;
  readonly most?: number;
}

const BOUNDS: readonly Bound[] = [
  { what: 'requests per second, 64 connections', of: 'perSecond', connections: 64, unit: 'a second', least: 0.55 },
  { what: 'server CPU per request, all threads, 64 connections', of: 'cpu', connections: 64, unit: 'µs', most: 1.7 },
  { what: 'p99 of the time of a request, 64 connections', of: 'p99', connections: 64, unit: 'ms', most: 4 },
  { what: 'p50 of the time of a request, 1 connection', of: 'p50', connections: 1, unit: 'ms', most: 4 },
];

export async function durableRows(): Promise<Row[]> {
  const rows: Row[] = [];
  const flowlang = await MeasuredServer.start('durable-server.ts');
  const bare = await MeasuredServer.start('bare-server.ts');
  for (const connections of [64, 1]) {
    const requests = connections === 1 ? 500 : 5000;
    const ours = new Side(flowlang, '/flows/Measured/execute', connections);
    const theirs = new Side(bare, '/execute', connections);
    for (const side of [ours, theirs]) await side.measure(connections === 1 ? requests : WARM_UP);
    const pairs: (readonly [Cost, Cost])[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      pairs.push([await ours.measure(requests), await theirs.measure(requests)]);
    }
    rows.push(...BOUNDS.filter((bound) => bound.connections === connections).map((bound) => rowOf(bound, pairs)));
  }
  flowlang.stop();
  bare.stop();
  const { seconds, waiting } = await resumeSeconds();
  const resumed = { what: `a start with ${waiting} waiting executions, until all wait again`, bound: '≤ 2 s' };
  return [...rows, { ...resumed, ratio: `${seconds.toFixed(2)} s`, met: seconds <= 2 }];
}

function rowOf({ what, of, unit, least, most }: Bound, pairs: readonly (readonly [Cost, Cost])[]): Row {
  const ratio = median(pairs.map(([ours, theirs]) => ours[of] / theirs[of]));
  const value = median(pairs.map(([ours]) => ours[of]));
  const bound = least === undefined ? `≤ ${most}×` : `≥ ${least}×`;
  const met = ratio >= (least ?? 0) && ratio <= (most ?? Number.POSITIVE_INFINITY);
  return { what: `durable: ${what}`, ratio: `${ratio.toFixed(2)}× (${shown(value)} ${unit})`, bound, met };
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

/** A server as it is asked: by the client that measures the other rows, too. */
class Side {
  private readonly server: MeasuredServer;
  private readonly url: string;
  private readonly connections: number;

  constructor(server: MeasuredServer, path: string, connections: number) {
    this.server = server;
    this.url = `http://127.0.0.1:${server.port}${path}`;
    this.connections = connections;
  }

  async measure(requests: number): Promise<Cost> {
    const times: number[] = [];
    let left = requests;
    // A new one each time: a server closes connections that are idle while the other one is measured.
    const agent = new Agent({ keepAlive: true, maxSockets: this.connections });
    const cpu = await this.server.cpu();
    const began = performance.now();
    const work = async (): Promise<void> => {
      while (left-- > 0) {
        const sent = performance.now();
        await ask(this.url, BODY, agent);
        times.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: this.connections }, work));
    const seconds = (performance.now() - began) / 1000;
    const used = (await this.server.cpu()) - cpu;
    agent.destroy();
    times.sort((a, b) => a - b);
    const at = (share: number): number => times[Math.floor(share * times.length)] ?? Number.NaN;
    return { perSecond: requests / seconds, cpu: used / requests, p50: at(0.5), p99: at(0.99) };
  }
}
