/**
 * Texts of flows as people write them: every step reads the inputs or steps before it; some have a guard or a retry; some
 * branch, run side by side, or loop.
 */

/**
 * A flow of `count` steps, those inside of others counted.
 *
 * @param seed makes the inputs of one flow differ from those of another, as they do in a project
 */
export function flowText(name: string, count: number, seed = 0): string {
  const lines: string[] = [];
  let last = 0;
  for (let at = 0; at < count; ) {
    const group = GROUPS[lines.length % GROUPS.length] ?? price;
    const { text, steps } = at + LARGEST_GROUP > count ? price(at, last) : group(at, last);
    lines.push(text);
    last = at;
    at += steps;
  }
  return `flow: ${name}
version: "1.0"
description: Prices an order and books it
tags: [orders]
inputs:
  - {name: order_id, type: string, minLength: ${1 + seed}, description: The shop's number of the order, example: A-1}
  - {name: quantity, type: integer, minimum: 1, maximum: ${1000 + seed}, example: 2}
  - {name: price, type: number, minimum: 0, default: ${seed}.5}
  - {name: country, type: string, enum: [de, fr, us, x${seed}], default: de}
  - {name: express, type: boolean, required: false}
  - {name: items, type: array, items: {type: object, properties: {sku: {type: string}, amount: {type: integer}}}}
steps:
${lines.join('\n')}
outputs:
  - {name: total, value: "\${s${last}.total}", description: What the order costs}
  - {name: summary, value: "Order \${inputs.order_id}: \${s${last}.total}"}
`;
}

interface Group {
  readonly text: string;
  readonly steps: number;
}

/** @param at the number of its first step, which it calls `s<at>`; @param last of a step before that has a `total` */
type MakeGroup = (at: number, last: number) => Group;

const LARGEST_GROUP = 4;

const total = (step: number, at: number): string => (step === at ? 'inputs.price' : `s${step}.total`);

const price: MakeGroup = (at, last) => ({
  steps: 1,
  text: `  - id: s${at}
    task: Price
    inputs: {quantity: "\${inputs.quantity}", price: "\${${total(last, at)}}"}`,
});

const discount: MakeGroup = (at, last) => ({
  steps: 2,
  text: `  - task: Notify
    if: inputs.quantity >= 10 and inputs.country == 'de'
    inputs: {text: "Order \${inputs.order_id}: \${${total(last, at)}}"}
    retry: {max_attempts: 3, delay: 1}
  - id: s${at}
    task: Price
    inputs: {quantity: 1, price: "\${${total(last, at)} * 0.9}"}`,
});

const branch: MakeGroup = (at, last) => ({
  steps: 3,
  text: `  - if: \${inputs.express ?? false} or \${${total(last, at)}} > 100
    then:
      - {id: s${at}, task: Price, inputs: {quantity: 2, price: "\${${total(last, at)}}"}}
    else:
      - {id: s${at}, task: Price, inputs: {quantity: 1, price: 5}}`,
});

const choose: MakeGroup = (at, last) => ({
  steps: 4,
  text: `  - switch: \${inputs.country}
    cases:
      - {when: de, do: [{task: Notify, inputs: {text: Moin}}]}
      - when: [fr, us]
        do:
          - {task: Notify, inputs: {text: "Hi \${inputs.order_id | upper}"}}
  - {id: s${at}, task: Price, inputs: {quantity: 3, price: "\${${total(last, at)}}"}}`,
});

const sideBySide: MakeGroup = (at, last) => ({
  steps: 3,
  text: `  - parallel:
      - {id: s${at}, task: Price, inputs: {quantity: 1, price: "\${${total(last, at)}}"}}
      - {id: s${at}_b, task: Price, inputs: {quantity: "\${inputs.quantity}", price: 2}}`,
});

const loop: MakeGroup = (at, last) => ({
  steps: 3,
  text: `  - id: s${at}_all
    for_each: \${inputs.items}
    do:
      - {id: s${at}_one, task: Price, inputs: {quantity: "\${item.amount ?? 1}", price: "\${${total(last, at)}}"}}
  - {id: s${at}, task: Price, inputs: {quantity: "\${s${at}_all.count}", price: 1}}`,
});

/** Most steps of a flow just do something. */
const GROUPS: readonly MakeGroup[] = [price, price, discount, price, branch, price, choose, sideBySide, price, loop];
