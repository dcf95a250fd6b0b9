/** What the TypeScript client adds to a call: against the same request by `fetch`, both waiting for the same server. */
import { FlowLangClient } from '@flowlang/client';
import { MeasuredServer } from './load.ts';
import { median, type Row } from './measure.ts';

const ROUNDS = 41;
const CALLS = 100;

const INPUTS = { order_id: 'ord_123', quantity: 2, price: 9.5 };

export async function clientRows(): Promise<Row[]> {
  const server = await MeasuredServer.start('flowlang-server.ts');
  const baseUrl = `http://127.0.0.1:${server.port}`;
  const client = new FlowLangClient({ baseUrl });
  const ours = async (): Promise<unknown> => client.executeFlow('Measured', INPUTS);
  // What a person would write who knows the API; with a key, so that the server has the same to do.
  const raw = async (): Promise<unknown> => {
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    };
    const body = JSON.stringify({ inputs: INPUTS });
    const response = await fetch(`${baseUrl}/flows/Measured/execute`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`It answered ${response.status}`);
    return response.json();
  };
  for (let round = 0; round < 5; round++) await pair(raw, ours);
  const ratios: number[] = [];
  const added: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [theirs, mine] = await pair(raw, ours);
    ratios.push(mine / theirs);
    added.push((mine - theirs) * 1000);
  }
  server.stop();
  const ratio = median(ratios);
  const what = 'latency of a call of the TypeScript client, against fetch';
  return [
    { what, ratio: `${ratio.toFixed(2)}× (adds ${median(added).toFixed(0)} µs)`, bound: '≤ 1.1×', met: ratio <= 1.1 },
  ];
}

/** Milliseconds of the middle call of each, one after the other in turn, so that both have the same machine. */
async function pair(raw: () => Promise<unknown>, ours: () => Promise<unknown>): Promise<readonly [number, number]> {
  const times: readonly [number[], number[]] = [[], []];
  for (let call = 0; call < CALLS; call++) {
    times[0].push(await timed(raw));
    times[1].push(await timed(ours));
  }
  return [median(times[0]), median(times[1])];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
