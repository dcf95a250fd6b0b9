/** From the text of a flow to what its callers are told. */
import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../../src/contract/diff/compare-documents.ts';
import { CONTRACT_RULES } from '../../../src/contract/diff/rules.ts';
import { documentOf, told } from './told.ts';

const FLOW = `flow: Order
inputs:
  - { name: id, type: string, required: true }
  - { name: method, type: string, enum: [card, cash], default: card }
outputs:
  - { name: method, value: "\${inputs.method}" }
  - { name: note, value: "\${pay.note}" }
steps:
  - { task: Pay, id: pay, inputs: { method: "\${inputs.method}" }, outputs: [note] }
  - { wait_for: approved, id: approval, schema: { type: object, properties: { by: { type: string } } } }
`;

/** A flow's text is changed by replacing each of these. */
type Edit = readonly [from: string, to: string];
type Case = [what: string, edits: readonly Edit[], lines: readonly string[]];

const CASES: readonly Case[] = [
  ['nothing', [], []],
  ['a description', [['name: id,', 'name: id, description: New,']], []],
  [
    'an input that must be sent',
    [['outputs:\n', '  - { name: size, type: integer, required: true }\noutputs:\n']],
    ['✘ inputs.size: must be sent now', '• inputs.size: is new'],
  ],
  [
    'an input that may be sent',
    [['outputs:\n', '  - { name: size, type: integer, required: false }\noutputs:\n']],
    ['• inputs.size: is new'],
  ],
  [
    'an input that is gone',
    [['  - { name: id, type: string, required: true }\n', '']],
    ['✘ inputs.id: is not taken any more'],
  ],
  [
    'an input that need not be sent',
    [['string, required: true', 'string, required: false']],
    ['• inputs.id: may be null now', '• inputs.id: may be missing now'],
  ],
  [
    'a value less, which is answered less, too',
    [['[card, cash]', '[card]']],
    ['✘ inputs.method: "cash" is gone', '• outputs.method: "cash" is gone'],
  ],
  [
    'a value more, which readers of the outputs do not know',
    [['[card, cash]', '[card, cash, coin]']],
    ['✘ outputs.method: "coin" is new', '• inputs.method: "coin" is new'],
  ],
  ['another default', [['default: card', 'default: cash']], ['✘ inputs.method: default "card", now "cash"']],
  [
    'an output less',
    [['  - { name: note, value: "${pay.note}" }\n', '']],
    ['✘ outputs.note: is not answered any more'],
  ],
  ['an output more', [['steps:', '  - { name: id, value: "${inputs.id}" }\nsteps:']], ['• outputs.id: is new']],
  [
    'a step of another name',
    [
      ['id: pay,', 'id: payment,'],
      ['${pay.note}', '${payment.note}'],
    ],
    ['✘ events: the step `pay` is gone', '• events: the step `payment` is new'],
  ],
  [
    'nothing is waited for any more',
    [[/ {2}- \{ wait_for.*\n/.exec(FLOW)?.[0] ?? '', '']],
    [
      '✘ events.step_waiting: `step_waiting` is gone',
      '✘ events: the step `approval` is gone',
      '✘ POST /flows/Order/executions/{execution_id}/events/{event}: is gone',
    ],
  ],
  [
    'another event is waited for',
    [['wait_for: approved', 'wait_for: accepted']],
    [
      '✘ events.step_waiting[approval].event: "accepted" is new',
      '✘ POST /flows/Order/executions/{execution_id}/events/{event} path parameter event: "approved" is gone',
      '• events.step_waiting[approval].event: "approved" is gone',
      '• POST /flows/Order/executions/{execution_id}/events/{event} path parameter event: "accepted" is new',
    ],
  ],
  [
    'a payload that must hold more',
    [['by: { type: string }', 'by: { type: string, minLength: 1 }']],
    [
      '✘ POST /flows/Order/executions/{execution_id}/events/approved body.by: no minLength, now minLength 1',
      '• events.step_completed[approval].outputs.by: no minLength, now minLength 1',
    ],
  ],
];

describe('what callers are told of', () => {
  it.each(CASES)('%s', (_what, edits, lines) => {
    const changed = edits.reduce((text, [from, to]) => text.replaceAll(from, to), FLOW);
    expect(told([FLOW], [changed])).toEqual(lines);
  });

  it('a flow that is gone, and one that is new', () => {
    expect(told([FLOW], [FLOW.replace('Order', 'Bill')])).toEqual(['• flow: is new', '✘ flow: is gone']);
  });

  it('an answer, a header, a parameter and an error code of the server', () => {
    const before = documentOf([FLOW]);
    const text = JSON.stringify(before)
      .replaceAll('"X-Execution-Id":', '"X-Run-Id":')
      .replaceAll('"flow_not_found":', '"no_such_flow":')
      .replace('"name":"Prefer"', '"name":"Wish"')
      .replace('"enum":["healthy","degraded"]', '"enum":["healthy","degraded","unknown"]');
    const rules = compareDocuments({ ...before }, JSON.parse(text)).flatMap(({ rule, breaks }) =>
      breaks ? [rule] : [],
    );
    expect(new Set(rules)).toEqual(
      new Set(['values-added', 'header-removed', 'error-code-removed', 'parameter-removed']),
    );
  });

  it('a stream says the same of its events, in whatever way it leads to them', () => {
    const document = documentOf([FLOW]);
    const text = JSON.stringify(document).replace(
      /"text\/event-stream":\{"schema":\{"oneOf":\[(\{[^}]*\}).*?"required":\["id","event","data"\]\}\]\}\}/g,
      '"text/event-stream":{"schema":$1}',
    );
    expect(text).not.toContain('contentSchema');
    expect(compareDocuments(JSON.parse(text), { ...document })).toEqual([]);
  });

  it('a contract and itself, read from a file, differ in nothing', () => {
    const document = documentOf([FLOW]);
    expect(compareDocuments({ ...document }, JSON.parse(JSON.stringify(document)))).toEqual([]);
  });
});

describe('the rules', () => {
  it('say of each why, as a sentence', () => {
    for (const { why } of Object.values(CONTRACT_RULES)) expect(why).toMatch(/^[A-Z].*\.$/);
  });
});
