/** The events of a flow, step by step. */
import { describe, expect, it } from 'vitest';
import { told } from './told.ts';

const HEAD = `flow: Order
inputs:
  - { name: ids, type: array, items: { type: string } }
  - { name: gift, type: boolean, default: false }
`;

function flowOf(steps: string, head = ''): string {
  return `${HEAD}${head}steps:\n${steps}`;
}

function loops(first: string, second: string): string {
  return flowOf(`  - { for_each: "\${inputs.ids}", as: o, id: all, silent: true, do: [{ ${first}, silent: false }] }
  - { for_each: "\${inputs.ids}", as: o, id: rest, silent: true, do: [{ ${second}, silent: false }] }
`);
}

const SHIP = 'task: Ship, id: "ship_${o}"';
const PAY = 'task: Pay, id: "pay_${o}"';

describe('a step whose id a loop makes', () => {
  it('is told when it is gone, though such a one remains', () => {
    expect(breaking(loops(SHIP, PAY), loops(SHIP, 'wait: 1'))).toEqual([
      '✘ events: the step `pay_…` is gone',
      '✘ events: the step `Pay` is gone',
    ]);
  });

  it('is told when it has an id of its own, or none', () => {
    expect(breaking(loops(SHIP, PAY), loops(SHIP, 'task: Pay, id: pay'))).toContain(
      '✘ events: the step `pay_…` is gone',
    );
    expect(breaking(loops(SHIP, PAY), loops(SHIP, 'task: Pay'))).toEqual(['✘ events: the step `pay_…` is gone']);
  });

  it('is told when its id is another, though it is the only one', () => {
    const only = (id: string) =>
      flowOf(`  - { for_each: "\${inputs.ids}", as: o, id: all, silent: true, do: [{ task: Ship, id: "${id}", silent: false }] }
`);
    expect(told([only('ship_${o}')], [only('send_${o}')])).toEqual([
      '✘ events: the step `ship_…` is gone',
      '• events: the step `send_…` is new',
    ]);
  });

  it('may change places with another one', () => {
    expect(told([loops(SHIP, PAY)], [loops(PAY, SHIP)])).toEqual([]);
  });
});

describe('what a step sends', () => {
  const wrapAndPay = (wrap: string, pay: string) =>
    flowOf(`  - { task: Wrap, id: wrap, ${wrap} }\n  - { task: Pay, id: pay, ${pay} }\n`);

  it('is told when it is never skipped any more, though others are', () => {
    const [before, after] = ['if: inputs.gift', 'silent: false'].map((pay) => wrapAndPay('if: inputs.gift', pay));
    expect(told([before ?? ''], [after ?? ''])).toEqual([
      '✘ events.step_skipped[pay]: `step_skipped` of `pay` is gone',
    ]);
    expect(told([after ?? ''], [before ?? ''])).toEqual(['• events.step_skipped[pay]: `step_skipped` of `pay` is new']);
  });

  it('is told when it is not tried again any more, though others are', () => {
    expect(breaking(wrapAndPay('retry: 3', 'retry: 3'), wrapAndPay('retry: 3', 'silent: false'))).toEqual([
      '✘ events.step_retrying[pay]: `step_retrying` of `pay` is gone',
    ]);
  });

  it('is no other where a step joins those that share a shape', () => {
    const more = wrapAndPay('retry: 3', 'if: inputs.gift').concat('  - { task: Mail, id: mail, if: inputs.gift }\n');
    expect(told([wrapAndPay('retry: 3', 'if: inputs.gift')], [more])).toEqual(['• events: the step `mail` is new']);
  });
});

describe('what a step shows of its inputs', () => {
  const pay = (inputs: string) => flowOf(`  - { task: Pay, id: pay, inputs: ${inputs} }\n`);

  it('is told when it has other names or types', () => {
    expect(told([pay('{ x: 1 }')], [pay('{ y: two }')])).toEqual([
      '✘ events.step_started[pay].inputs.x: is not answered any more',
      '• events.step_started[pay].inputs.y: is new',
    ]);
    expect(breaking(pay('{ x: [{ n: 1 }] }'), pay('{ x: [{ n: one }] }'))).toEqual([
      '✘ events.step_started[pay].inputs.x[].n: number, now string',
    ]);
  });

  it('is not told when a literal has another value', () => {
    expect(told([pay('{ x: 1, to: [ada] }')], [pay('{ x: 2.5, to: [bob, eve] }')])).toEqual([]);
  });

  it('is not told where it follows from what is sent', () => {
    const [before, after] = ['integer', 'number'].map(
      (type) => `flow: Order
inputs: [{ name: amount, type: ${type}, required: true }]
steps: [{ task: Pay, id: pay, inputs: { n: "\${inputs.amount}" } }]
`,
    );
    expect(told([before ?? ''], [after ?? ''])).toEqual(['• inputs.amount: integer, now number']);
  });
});

describe('who runs the subflow of a step', () => {
  const BILL = 'flow: Bill\ninputs: []\nsteps: [{ task: Pay, id: pay }]\n';
  const order = (second: string) => flowOf(`  - { subflow: Bill, id: first }\n  - { ${second}, id: second }\n`);

  it('is told when it is one less', () => {
    expect(breaking([order('subflow: Bill'), BILL], [order('task: Pay'), BILL])).toContain(
      '✘ events.step_started[pay]: the one inside `second` is gone',
    );
  });
});

function breaking(before: string | readonly string[], after: string | readonly string[]): readonly string[] {
  return told([before].flat(), [after].flat()).filter((line) => line.startsWith('✘'));
}
