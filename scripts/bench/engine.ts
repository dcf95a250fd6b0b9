/** The engine against a hand-written loop of the same async functions. */
import { checkFlow } from '@flowlang/openapi';
import { Engine } from '../../server/dist/engine/engine.js';
import { createPlan } from '../../server/dist/engine/plan.js';
import { MemoryJournal } from '../../server/dist/journal/memory.js';
import { silentLogger, systemWorld } from '../../server/dist/world.js';

interface Payment {
  readonly number: string;
  readonly amount: number;
}

/** A task of the smallest useful size, without any waiting: checks the number of a card (Luhn) and takes a fee. */
async function checkCard({ number, amount }: Payment): Promise<Payment & { valid: boolean; masked: string }> {
  const digits = number.replace(/\D/g, '');
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return { number, amount: Math.round(amount * 1.01), valid: sum % 10 === 0, masked: `**** ${digits.slice(-4)}` };
}

/** A task that is hardly one: it copies its inputs. What is left to compare is the call itself. */
async function copy({ number, amount }: Payment): Promise<Payment> {
  return { number, amount };
}

/** The functions that are called, from both sides. */
export const FUNCTIONS = { 'checks a card': checkCard, 'copies two fields': copy } as const;

export type FunctionName = keyof typeof FUNCTIONS;

const PAYMENT: Payment = { number: '4242 4242 4242 4242', amount: 1999 };

export interface EngineSpeed {
  /** Steps per second of the engine, as a share of those of the loop. */
  readonly ratio: number;
  /** Microseconds that the engine adds to a step. */
  readonly added: number;
}

/** Runs both, one after the other. Events are on, and go into the memory journal. */
export async function measureEngine(name: FunctionName, steps: number, executions: number): Promise<EngineSpeed> {
  const call = FUNCTIONS[name];
  const world = systemWorld(silentLogger, (text) => text);
  const engine = new Engine(new MemoryJournal({ now: world.clock.now }), world);
  const checked = checkFlow({ file: 'flow.yaml', text: flowOf(steps) });
  if (!checked.ok) throw new Error(checked.diagnostics.map((one) => one.message).join('\n'));
  const run = (inputs: unknown) => call(inputs as Payment);
  const plan = createPlan(checked, { get: () => ({ implemented: true, run }) });

  const began = performance.now();
  for (let i = 0; i < executions; i++) await loop(call, PAYMENT, steps);
  const middle = performance.now();
  for (let i = 0; i < executions; i++) await (await engine.start(plan, PAYMENT)).finished;
  const end = performance.now();
  const [loopTime, engineTime] = [middle - began, end - middle];
  return { ratio: loopTime / engineTime, added: ((engineTime - loopTime) * 1000) / (executions * steps) };
}

async function loop(
  call: (payment: Payment) => Promise<Payment>,
  payment: Payment,
  steps: number,
): Promise<{ amount: number }> {
  let { number, amount } = payment;
  for (let step = 0; step < steps; step++) ({ number, amount } = await call({ number, amount }));
  return { amount };
}

function flowOf(steps: number): string {
  const from = (step: number, name: string) => `\${${step === 0 ? 'inputs' : `s${step - 1}`}.${name}}`;
  const lines = Array.from({ length: steps }, (_, step) => {
    const inputs = `number: "${from(step, 'number')}", amount: "${from(step, 'amount')}"`;
    return `  - {task: CheckCard, id: s${step}, inputs: {${inputs}}}`;
  });
  return `flow: Chain
inputs:
  - {name: number, type: string}
  - {name: amount, type: integer}
steps:
${lines.join('\n')}
outputs: [{name: amount, value: "\${s${steps - 1}.amount}"}]`;
}
