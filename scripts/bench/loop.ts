/** `for_each`: what an item costs in a long list and in a short one, and what a long loop holds in memory while it runs. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkFlow, type FlowEvent } from '@flowlang/openapi';
import { Engine } from '../../server/dist/engine/engine.js';
import { createPlan } from '../../server/dist/engine/plan.js';
import type { Plan } from '../../server/dist/engine/planned.js';
import { MemoryJournal } from '../../server/dist/journal/memory.js';
import { silentLogger, systemWorld } from '../../server/dist/world.js';
import { cpuOf, median, type Row } from './measure.ts';

const ROUNDS = 15;
const [SHORT, LONG] = [1000, 100_000];
/** The live memory is looked at whenever so many items are done. */
const ITEMS_BETWEEN_LOOKS = 10_000;

const FLOW = `flow: Loop
inputs:
  - {name: items, type: array, items: {type: object, properties: {sku: {type: string}, amount: {type: integer}}}}
steps:
  - id: all
    for_each: \${inputs.items}
    do:
      - {task: Reserve, id: one, inputs: {sku: "\${item.sku}", amount: "\${item.amount}"}}
outputs: [{name: count, value: "\${all.count}"}]`;

interface Item {
  readonly sku: string;
  readonly amount: number;
}

async function reserve({ sku, amount }: Item) {
  return { reserved: amount, place: sku.length };
}

/** Keeps no event: it stands for one that writes them to a disk. What the memory journal keeps grows with a loop. */
class DroppingJournal extends MemoryJournal {
  dropped = 0;

  override append(event: FlowEvent): void {
    if (event.step_id === null) super.append(event);
    else this.dropped += 1;
  }
}

export async function loopRows(): Promise<Row[]> {
  const cost = await relativeCost();
  const held = await heldMemory();
  return [
    { what: '`for_each` over 100,000 items, cost of an item against one of 1,000', ratio: cost, bound: '0.8 to 1.2×' },
    { what: 'live memory of that loop, beyond the results it keeps', ratio: held, bound: '< 20 MB' },
  ];
}

/** As many items in both: the short loop runs a hundred times. */
async function relativeCost(): Promise<string> {
  const plan = planOf(reserve);
  const [short, long] = [itemsOf(SHORT), itemsOf(LONG)];
  await microsecondsPerItem(plan, short, LONG / SHORT);
  const ratios: number[] = [];
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const one = await microsecondsPerItem(plan, short, LONG / SHORT);
    const other = await microsecondsPerItem(plan, long, 1);
    ratios.push(other / one);
    costs.push(other);
  }
  return `${median(ratios).toFixed(2)}× (${median(costs).toFixed(1)} µs an item)`;
}

async function microsecondsPerItem(plan: Plan, items: readonly Item[], executions: number): Promise<number> {
  const cpu = await cpuOf(async () => {
    for (let i = 0; i < executions; i++) await execute(plan, items);
  });
  return (cpu * 1000) / (executions * items.length);
}

/** The most that is alive at any look, less what was alive at the first item and the results up to there. */
async function heldMemory(): Promise<string> {
  const items = itemsOf(LONG);
  const perResult = await bytesPerResult(items);
  let done = 0;
  let before = 0;
  let most = 0;
  const plan = planOf(async (item) => {
    if (done === 0) before = liveBytes();
    else if (done % ITEMS_BETWEEN_LOOKS === 0) most = Math.max(most, liveBytes() - before - done * perResult);
    done += 1;
    return reserve(item);
  });
  await execute(plan, items);
  return `${(most / 1e6).toFixed(1)} MB (its results: ${((perResult * LONG) / 1e6).toFixed(1)} MB)`;
}

/** Of the same results, made without an engine. */
async function bytesPerResult(items: readonly Item[]): Promise<number> {
  const results: object[] = [];
  const before = liveBytes();
  for (const item of items) results.push({ one: await reserve(item) });
  const bytes = liveBytes() - before;
  return bytes / results.length;
}

async function execute(plan: Plan, items: readonly Item[]): Promise<void> {
  const world = systemWorld(silentLogger, (text) => text);
  const journal = new DroppingJournal({ now: world.clock.now });
  const last = await (await new Engine(journal, world).start(plan, { items })).finished;
  if (last.type !== 'flow_completed' || journal.dropped < 2 * items.length) throw new Error('The measured loop failed');
}

function planOf(task: (item: Item) => Promise<object>): Plan {
  const checked = checkFlow({ file: 'flow.yaml', text: FLOW });
  if (!checked.ok) throw new Error(checked.diagnostics.map((one) => one.message).join('\n'));
  return createPlan(checked, { get: () => ({ implemented: true, run: (inputs: unknown) => task(inputs as Item) }) });
}

function itemsOf(count: number): readonly Item[] {
  return Array.from({ length: count }, (_, index) => ({ sku: `sku-${index}`, amount: index }));
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function liveBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
