/** The engine against a hand-written loop of the same async functions: steps per second, as a ratio. */
import { checkFlow } from '@flowlang/openapi';
import { Engine } from '../../server/dist/engine/engine.js';
import { createPlan } from '../../server/dist/engine/plan.js';
import { MemoryJournal } from '../../server/dist/journal/memory.js';
import { silentLogger, systemWorld } from '../../server/dist/world.js';

/** Work of the size of a small task: reads an order line, makes a new one. */
async function addTax(inputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  return { quantity: inputs['quantity'], price: Number(inputs['price']) * 1.01, note: `${inputs['note']}` };
}

/** Steps of the engine for each step of the loop, in the same time: 0.1 is a tenth of its speed. */
export async function engineRatio(steps: number, executions: number): Promise<number> {
  const world = systemWorld(silentLogger, (text) => text);
  const engine = new Engine(new MemoryJournal({ now: world.clock.now }), world);
  const checked = checkFlow({ file: 'flow.yaml', text: flowOf(steps) });
  if (!checked.ok) throw new Error(checked.diagnostics.map((one) => one.message).join('\n'));
  const plan = createPlan(checked, { get: () => ({ implemented: true, run: addTax }) });
  const inputs = { quantity: 2, price: 9.5, note: 'gift' };

  const began = performance.now();
  for (let i = 0; i < executions; i++) await loop(inputs, steps);
  const middle = performance.now();
  for (let i = 0; i < executions; i++) await (await engine.start(plan, inputs)).finished;
  const end = performance.now();
  return (middle - began) / (end - middle);
}

async function loop(inputs: Record<string, unknown>, steps: number): Promise<Record<string, unknown>> {
  let line = inputs;
  for (let step = 0; step < steps; step++) {
    line = await addTax({ quantity: line['quantity'], price: line['price'], note: line['note'] });
  }
  return { price: line['price'] };
}

function flowOf(steps: number): string {
  const from = (step: number, name: string) => `\${${step === 0 ? 'inputs' : `s${step - 1}`}.${name}}`;
  const lines = Array.from({ length: steps }, (_, step) => {
    const inputs = ['quantity', 'price', 'note'].map((name) => `${name}: "${from(step, name)}"`).join(', ');
    return `  - {task: AddTax, id: s${step}, inputs: {${inputs}}}`;
  });
  return `flow: Chain
inputs:
  - {name: quantity, type: integer}
  - {name: price, type: number}
  - {name: note, type: string}
steps:
${lines.join('\n')}
outputs: [{name: price, value: "\${s${steps - 1}.price}"}]`;
}
