import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TerminalEvent } from '@flowlang/openapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/open-engine.ts';
import type { ServableFlow, Snapshot } from '../../src/project/catalog.ts';
import { loadFlows } from '../../src/project/load-flows.ts';
import { silentLogger } from '../../src/world.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));
const asIs = (text: string) => text;

let snapshot: Snapshot;
beforeAll(async () => {
  snapshot = await loadFlows({ multiDir: EXAMPLES }, { redact: asIs });
});

function example(name: string): ServableFlow {
  const flow = snapshot.flows.get(name);
  return flow === undefined || flow.state === 'invalid' ? expect.fail(`${name}: ${flow?.frames}`) : flow;
}

async function run(name: string, inputs: unknown): Promise<TerminalEvent> {
  const { engine } = openEngine(silentLogger, asIs);
  return (await engine.start(example(name).plan, inputs)).finished;
}

/** The inputs that stand beside a flow, with some of them changed. */
function testInputs(name: string, changes: object = {}): object {
  return { ...JSON.parse(readFileSync(join(example(name).dir, 'test_inputs.json'), 'utf8')), ...changes };
}

describe('the examples', () => {
  it.each(['OrderProcessor', 'LoanApproval', 'InventorySync'])('have %s, ready and without a warning', (name) => {
    expect(example(name)).toMatchObject({ state: 'ready', diagnostics: [], pendingTasks: [] });
  });

  it('are no more than these, and all of them complete', () => {
    expect([...snapshot.flows.keys()]).toEqual(['InventorySync', 'LoanApproval', 'OrderProcessor']);
  });

  it.each(['OrderProcessor', 'LoanApproval', 'InventorySync'])('let %s answer the same each time', async (name) => {
    const [first, second] = [await run(name, testInputs(name)), await run(name, testInputs(name))];
    expect(first).toMatchObject({ type: 'flow_completed', success: true });
    expect({ ...second, outputs: undefined }).toMatchObject({ type: first.type, seq: first.seq });
    expect('outputs' in second && second.outputs).toEqual('outputs' in first && first.outputs);
  });

  it('give every task schemas, so that no output is of unknown type', () => {
    for (const { types } of [...snapshot.flows.keys()].map(example)) {
      expect(JSON.stringify(types.outputs)).not.toMatch(/:\{\}/);
    }
  });
});

describe('OrderProcessor', () => {
  it('has the test inputs of the requirements', () => {
    expect(testInputs('OrderProcessor')).toEqual({
      order_id: 'ord_test_123',
      customer_id: 'cust_456',
      items: [{ product_id: 'prod_1', quantity: 2, price: 10.0 }],
      payment_method: 'credit_card',
    });
  });

  it('confirms an order, discounted and taxed', async () => {
    expect(await run('OrderProcessor', testInputs('OrderProcessor'))).toMatchObject({
      success: true,
      outputs: {
        order_id: 'ord_test_123',
        status: 'confirmed',
        total: 21.42, // 20.00, less 10 %, plus 19 %
        confirmation_number: 'HAM-ord_test_123',
      },
    });
  });

  it('needs no more than an order and a customer', async () => {
    expect(await run('OrderProcessor', { order_id: 'ord_123', customer_id: 'cust_999' })).toMatchObject({
      outputs: { status: 'confirmed', total: 11.9 },
    });
  });

  it('refuses an unknown product and a stale price, and says why', async () => {
    const items = [
      { product_id: 'prod_9', quantity: 1, price: 1 },
      { product_id: 'prod_1', quantity: 1, price: 9 },
    ];
    expect(await run('OrderProcessor', testInputs('OrderProcessor', { items }))).toMatchObject({
      terminated: true,
      termination_reason: 'The order is refused',
      outputs: { status: 'refused', total: 0, message: 'There is no product prod_9. prod_1 costs 10, not 9.' },
    });
  });

  it.each([
    ['no warehouse holds it all', { items: [{ product_id: 'prod_3', quantity: 21, price: 199 }] }, 'OutOfStockError'],
    [
      'the payment is refused',
      { items: [{ product_id: 'prod_1', quantity: 100, price: 10 }], payment_method: 'invoice' },
      'PaymentRefusedError',
    ],
  ])('fails when %s', async (_, changes, type) => {
    expect(await run('OrderProcessor', testInputs('OrderProcessor', changes))).toMatchObject({
      type: 'flow_failed',
      error: { type, attempts: 1 },
    });
  });
});

describe('LoanApproval', () => {
  const applicant = { name: 'Ada', age: 30, income: 3000, debts: 100, credit_score: 700, employment: 'employed' };

  it.each([
    ['A', { credit_score: 800 }, 'approved', 3.9],
    ['B', { credit_score: 700 }, 'approved', 5.9],
    ['C', { credit_score: 600 }, 'approved', 8.9],
    ['D', { credit_score: 520 }, 'referred', null],
  ])('treats grade %s by its own case', async (grade, changes, decision, yearly_rate) => {
    expect(await run('LoanApproval', { applicant: { ...applicant, ...changes }, amount: 6000 })).toMatchObject({
      outputs: { grade, decision, yearly_rate },
    });
  });

  it.each([
    ['children', { age: 17 }, 6000, 'refused'],
    ['those who have no income', { income: 0 }, 6000, 'refused'],
    ['the unemployed without a guarantor', { employment: 'unemployed' }, 6000, 'refused'],
    ['but not the unemployed with one', { employment: 'unemployed', has_guarantor: true }, 6000, 'approved'],
    ['a low score', { credit_score: 450 }, 6000, 'refused'],
    ['but not a low score for a small loan', { credit_score: 450 }, 1000, 'referred'],
  ])('refuses %s', async (_, changes, amount, decision) => {
    expect(await run('LoanApproval', { applicant: { ...applicant, ...changes }, amount })).toMatchObject({
      outputs: { decision },
    });
  });
});

describe('InventorySync', () => {
  it('orders what is missing, also from a supplier that is busy at first, and notes what nobody makes', async () => {
    expect(await run('InventorySync', testInputs('InventorySync'))).toMatchObject({
      outputs: {
        checked: 4,
        ordered: [
          { product_id: 'bolts', quantity: 380, cost: 19 },
          { product_id: 'brackets', quantity: 36, cost: 43.2 },
        ],
        not_ordered: [{ product_id: 'hinges', message: 'Beschlag & Söhne does not make hinges any more.' }],
        cost: 62.2,
      },
    });
  });

  it('orders nothing when it is only tried out', async () => {
    expect(await run('InventorySync', { dry_run: true })).toMatchObject({ outputs: { ordered: [], cost: 0 } });
  });
});
