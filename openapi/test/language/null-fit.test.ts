import { describe, expect, test } from 'vitest';
import type { TaskSignature } from '../../src/language/flow-types.ts';
import type { ValueType } from '../../src/language/model.ts';
import { check, checkAll, diagnose, expected } from './support.ts';

const STRING = { type: 'string' } as const;
const object = (properties: Record<string, ValueType>, required: readonly string[]): ValueType => ({
  type: 'object',
  ...{ properties, required, additionalProperties: false },
});
const TASKS = new Map<string, TaskSignature>([
  [
    'Send',
    {
      implemented: true,
      input: object(
        { to: STRING, note: STRING, maybe: { type: ['string', 'null'] }, any: {}, more: object({ x: STRING }, []) },
        [],
      ),
    },
  ],
  [
    'Ask',
    {
      implemented: true,
      output: object({ price: { type: 'number' }, by: STRING, how: { type: ['string', 'null'] } }, [
        ...['price', 'by', 'how'],
      ]),
    },
  ],
]);
const INPUTS = `flow: F
inputs:
  - {name: note, type: string, required: false}
  - {name: any, type: any, required: false}
  - {name: data, type: any}
  - {name: takes, type: string, nullable: true}
  - {name: given, type: string, default: x}
  - {name: l, type: list, items: {type: string}}
  - {name: n, type: int}
  - {name: order, type: object, required: false, properties: {note: {type: string, required: true}}}
  - {name: who, type: object, properties: {note: {type: string}}}
`;

/** What is said of each step, as `FL1503 what`; the marks of the text are taken as what is expected. */
function held(marked: string): void {
  const { text, found } = expected(marked);
  expect(diagnose(text, { tasks: TASKS })).toEqual(found);
}

const WARNED: readonly (readonly [expression: string, message: string, hint: string])[] = [
  [
    'inputs.note',
    '`inputs.note` may be null (the input is not required, and has no default), but the input `to` of `Send` must be text',
    'Give it a value with `??`, make the input required or give it a default, or let the task take null: `.nullish()`',
  ],
  [
    'inputs.any',
    '`inputs.any` may be null (the input is not required, and has no default), but the input `to` of `Send` must be text',
    'Give it a value with `??`, make the input required or give it a default, or let the task take null: `.nullish()`',
  ],
  ...(
    [
      ['inputs.takes', '`inputs.takes` may be null (the input takes null)'],
      ['inputs.l[0]', '`inputs.l[0]` may be null (the list may be shorter)'],
      ['first(inputs.l)', 'This value may be null (`first` gives null for an empty list)'],
      ["inputs.n > 2 ? 'x' : null", 'This value may be null (it is null on one of its two ways)'],
      ["inputs.n > 2 ? 'x' : inputs.l[0]", 'This value may be null (the list may be shorter)'],
      [
        'inputs.takes ?? inputs.note',
        'This value may be null (the input is not required, and has no default)',
        ', make the input required or give it a default',
      ],
      ['inputs.order.note', '`inputs.order.note` may be null (`inputs.order` may be null)'],
      ['inputs.who.note', '`inputs.who.note` may be null (`note` may be absent)'],
    ] as const
  ).map(([expression, start, more = '']) => {
    const message = `${start}, but the input \`to\` of \`Send\` must be text`;
    return [
      expression,
      message,
      `Give it a value with \`??\`${more}, or let the task take null: \`.nullish()\``,
    ] as const;
  }),
];

describe('null that may be goes into what refuses it', () => {
  test.each(WARNED)('%s', (expression, message, hint) => {
    const text = `${INPUTS}steps: [{task: Send, inputs: {to: "\${${expression}}"}}]\n`;
    const { diagnostics } = check(text, { tasks: TASKS });
    expect(diagnostics).toMatchObject([{ code: 'FL1503', message, hint }]);
  });

  test('inside of maps and lists too, and of a declared output', () => {
    held(`${INPUTS}outputs:
  - {name: a, type: int, value: ⟦FL1503 "\${inputs.order.note ? 1 : null}"⟧}
  - {name: b, schema: {type: array, items: {type: string}}, value: [x, ⟦FL1503 "\${inputs.note}"⟧]}
  - {name: c, schema: {type: [string, "null"]}, value: "\${inputs.note}"}
steps: [{task: Send, inputs: {more: {x: ⟦FL1503 "\${inputs.note}"⟧}}}]
`);
  });

  test('an input of any type that may be missing is null in an expression', () => {
    held(
      `${INPUTS}outputs: [{name: a, value: "\${⟦FL1503 inputs.any⟧ + 1}"}, {name: b, value: "\${inputs.data + 1}"}]\nsteps: []\n`,
    );
  });

  test('inside of the inputs of a subflow; an optional input itself may be null', () => {
    const sub =
      'flow: B\ninputs: [{name: a, type: string, required: false}, {name: b, type: object, properties: {x: {type: string}}}]\nsteps: []\n';
    const { text, found } = expected(
      `${INPUTS}steps: [{subflow: B, inputs: {a: "\${inputs.note}", b: {x: ⟦FL1503 "\${inputs.note}"⟧}}}]\n`,
    );
    const result = checkAll({ 'flow.yaml': text, 'b/flow.yaml': sub }).get('flow.yaml');
    expect(found).toHaveLength(1);
    expect(result?.diagnostics).toMatchObject([
      { code: 'FL1503', hint: expect.stringContaining('or let the other flow take null: `nullable: true`') },
    ]);
  });
});

describe('nothing is said', () => {
  test.each([
    ['to: "${inputs.given}"'],
    ['maybe: "${inputs.note}"'],
    ['any: "${inputs.note}"'],
    ['to: "${inputs.data}"'],
    ['to: "${inputs.data.x}"'],
    ['to: "${inputs.note ?? inputs.given}"'],
    ['to: "${inputs.note != null ? inputs.note : inputs.given}"'],
    ['to: "a ${inputs.note}"'],
  ])('of %s', (entry) => {
    held(`${INPUTS}steps: [{task: Send, inputs: {${entry}}}]\n`);
  });

  test('behind a test for it', () => {
    held(`${INPUTS}steps: [{task: Send, if: inputs.note, inputs: {to: "\${inputs.note}"}}]\n`);
  });

  test('a second time, of a step that may not have run', () => {
    held(
      `${INPUTS}steps:\n  - {task: Ask, id: a, if: inputs.note}\n  - {task: Send, inputs: {to: "\${⟦FL1304 a⟧.by}"}}\n`,
    );
  });
});

describe('a step that failed and was handled', () => {
  const ASKED = `${INPUTS}steps:\n  - {task: Ask, id: a, if: inputs.note, on_error: [{task: X}]}\n`;

  test('has all that a success has where it has one of it', () => {
    held(
      `${ASKED}  - {task: Send, if: a.price != null, inputs: {to: "\${a.by}", note: "\${a.how ?? a.by}"}}\n  - {task: Send, inputs: {to: "\${a.price != null ? a.by : 'nobody'}"}}\n`,
    );
  });

  test('may lack it, and what may be null in a success, where nothing shows it', () => {
    held(
      `${ASKED}  - {task: Send, if: a.price != null, inputs: {to: ⟦FL1503 "\${a.how}"⟧}}\n  - {task: Send, if: a.how != null, inputs: {to: "\${a.by}"}}\n  - {task: Send, if: a != null, inputs: {to: ⟦FL1503 "\${a.by}"⟧}}\n  - {task: Send, if: a.error.message != null, inputs: {to: ⟦FL1503 "\${a.by}"⟧}}\n`,
    );
  });
});
