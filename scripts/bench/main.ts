/**
 * `npm run bench`: what FlowLang costs, as ratios against something in the same run, since machines differ and are noisy.
 * Each row is the median of several rounds, in which both sides take turns. It prints the table of docs/performance.md;
 * with names of parts, only their rows: `npm run bench -- language loop`.
 */
import { clientPythonRows } from './client-python.ts';
import { clientRows } from './client-typescript.ts';
import { durableRows } from './durable.ts';
import { type EngineSpeed, measureEngine } from './engine.ts';
import { evaluatorRows } from './evaluator.ts';
import { languageRows } from './language.ts';
import { MeasuredServer } from './load.ts';
import { loopRows } from './loop.ts';
import { median, type Row } from './measure.ts';
import { reloadRows } from './reload.ts';
import { startRows } from './start.ts';
import { typesRows } from './types.ts';

const ROUNDS = 15;
const REQUESTS = 5000;

/** Requests until the compilers have done their work. */
const WARM_UP = 20_000;

/** What each step does, how many there are, how often the flow runs in a round, and the share that is aimed at. */
const ENGINE_RUNS = [
  ['checks a card', 3, 20_000, '≥ 10 %'],
  ['checks a card', 100, 1000, '≥ 10 %'],
  ['copies two fields', 3, 20_000, '≥ 10 %'],
  ['copies two fields', 100, 1000, '≥ 10 %'],
] as const;

const BODY = JSON.stringify({ order_id: 'ord_123', quantity: 2, price: 9.5 });

async function compare(
  flowlang: MeasuredServer,
  bare: MeasuredServer,
  [ours, theirs]: readonly [string, string],
  connections: number,
): Promise<string> {
  const ratios: number[] = [];
  const costs: number[] = [];
  await flowlang.cpuPerRequest(ours, BODY, WARM_UP, connections);
  await bare.cpuPerRequest(theirs, BODY, WARM_UP, connections);
  for (let round = 0; round < ROUNDS; round++) {
    const a = await flowlang.cpuPerRequest(ours, BODY, REQUESTS, connections);
    const b = await bare.cpuPerRequest(theirs, BODY, REQUESTS, connections);
    ratios.push(a / b);
    costs.push(a);
  }
  return `${median(ratios).toFixed(2)}× (${median(costs).toFixed(0)} µs)`;
}

async function httpRows(): Promise<Row[]> {
  const flowlang = await MeasuredServer.start('flowlang-server.ts');
  const bare = await MeasuredServer.start('bare-server.ts');
  const rows: Row[] = [];
  for (const connections of [16, 64]) {
    const execute = await compare(flowlang, bare, ['/flows/Measured/execute', '/execute'], connections);
    rows.push({ what: `server CPU per execute, ${connections} connections`, ratio: execute, bound: '≤ 1.35×' });
    const stream = await compare(flowlang, bare, ['/flows/Measured/execute/stream', '/stream'], connections);
    rows.push({
      what: `server CPU per stream of 6 events, ${connections} connections`,
      ratio: stream,
      bound: '≤ 1.35×',
    });
  }
  flowlang.stop();
  bare.stop();
  return rows;
}

async function engineRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, steps, executions, bound] of ENGINE_RUNS) {
    await measureEngine(name, steps, executions); // Compilers warm up.
    const speeds: EngineSpeed[] = [];
    for (let round = 0; round < ROUNDS; round++) speeds.push(await measureEngine(name, steps, executions));
    const ratio = median(speeds.map((speed) => speed.ratio));
    const added = median(speeds.map((speed) => speed.added));
    rows.push({
      what: `engine steps per second, ${steps} steps, each ${name}`,
      ratio: `${(ratio * 100).toFixed(0)} % (adds ${added.toFixed(1)} µs a step)`,
      bound,
    });
  }
  return rows;
}

const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  language: languageRows,
  expressions: async () => evaluatorRows(),
  loop: loopRows,
  engine: engineRows,
  http: httpRows,
  durable: durableRows,
  start: startRows,
  types: typesRows,
  reload: reloadRows,
  'client-python': clientPythonRows,
  'client-typescript': clientRows,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined)
  throw new Error(`There is no part ${unknown}: the parts are ${Object.keys(PARTS).join(', ')}`);
const rows: Row[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await measure()));
}
console.log('| what | against the bare one | bound |\n|---|---|---|');
for (const { what, ratio, bound, met = true } of rows) {
  console.log(`| ${what} | ${ratio} | ${bound}${met ? '' : ', **not met**'} |`);
}
process.exit();
