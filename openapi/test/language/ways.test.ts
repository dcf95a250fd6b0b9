import { describe, expect, test } from 'vitest';
import type { TaskSignature } from '../../src/language/flow-types.ts';
import { diagnose, read } from './support.ts';

const total = (type: unknown): TaskSignature => ({
  implemented: true,
  output: { type: 'object', properties: { total: type }, required: ['total'], additionalProperties: false } as never,
});

const TASKS = new Map<string, TaskSignature>([
  ['Count', total({ type: 'integer' })],
  ['Maybe', total({ type: ['integer', 'null'] })],
]);

const INPUTS = `inputs:
  - {name: v, type: string}
  - {name: special, type: string}
  - {name: k, type: boolean}
  - {name: n, type: integer}
  - {name: few, type: integer, required: false}
  - {name: note, type: string, required: false}
`;

/** What one output is promised to be, and the codes of what is said. */
function found(value: string, steps: string): { readonly type: unknown; readonly codes: readonly string[] } {
  const text = `flow: F\n${INPUTS}steps:\n${steps.replace(/^/gm, '  ')}\noutputs: [{name: x, value: "\${${value}}"}]\n`;
  const { types } = read(text, { tasks: TASKS });
  const codes = diagnose(text, { tasks: TASKS }).map((each) => each.slice(0, 6));
  return { type: types.outputs.properties?.['x'], codes };
}

const INTEGER = { type: 'integer' };
const NULLABLE = { type: ['integer', 'null'] };
const certain = { type: INTEGER, codes: [] };

describe('a step that only one case runs', () => {
  const read = (cases: string) =>
    found('a.total', `- switch: \${inputs.v}\n  cases:\n${cases}\n- {if: inputs.v != 'a', then: [{fail: other}]}`);
  const CASE = '  - {when: a, do: [{task: Count, id: a}]}';

  test.each([
    ['has run where the value is that of its case', CASE],
    ['has run below other values', `  - {when: [b, c], do: []}\n  - {when: d, do: []}\n${CASE}`],
  ])('%s', (_, cases) => {
    expect(read(cases)).toEqual(certain);
  });

  test.each([
    ['may not have run below a case whose value is made', `  - {when: "\${inputs.special}", do: []}\n${CASE}`, []],
    [
      'may not have run below one with such a value among others',
      `  - {when: [b, "\${inputs.v}"], do: []}\n${CASE}`,
      [],
    ],
    ['has not run where a case above takes its value', `  - {when: [b, a], do: []}\n${CASE}`, ['FL1401']],
  ])('%s', (_, cases, more) => {
    expect(read(cases)).toEqual({ type: NULLABLE, codes: [...more, 'FL1304'] });
  });
});

describe('the handler of a step with a guard', () => {
  const note = (guard: string) => {
    const handled = `- {task: X, if: "${guard}", on_error: [{task: Y, id: y, inputs: {note: "\${upper(inputs.note)}"}}]}`;
    return found('inputs.n', handled).codes;
  };

  test.each(['inputs.note != null', 'inputs.n > 5 and inputs.note', "inputs.v in ['a'] and inputs.note"])(
    'knows what the guard shows where that cannot fail: %s',
    (guard) => {
      expect(note(guard)).toEqual([]);
    },
  );

  test('knows what was shown before the place where the guard can fail', () => {
    expect(note('inputs.note and length(inputs.v) > 3')).toEqual([]);
  });

  test.each([
    'inputs.few > 5 and inputs.note',
    'inputs.n / inputs.n > 0 and inputs.note',
    '-inputs.few and inputs.note',
  ])('knows nothing of what stands behind: %s', (guard) => {
    expect(note(guard).filter((code) => code === 'FL1503')).toHaveLength(guard.includes('few') ? 2 : 1);
  });

  test('knows in a group only what was shown before', () => {
    const handled = (conditions: string) =>
      found(
        'inputs.n',
        `- task: X\n  if: {all: ${conditions}}\n  on_error: [{task: Y, inputs: {note: "\${upper(inputs.note)}"}}]`,
      ).codes;
    expect(handled('["inputs.note", "length(inputs.v) > 3"]')).toEqual([]);
    expect(handled('["length(inputs.v) > 3", "inputs.note"]')).toEqual(['FL1503']);
  });

  test('knows no step that has run under the same condition, where that can fail', () => {
    const steps = (guard: string) =>
      `- {task: Count, id: a, if: "${guard}"}\n- {task: X, if: "${guard}", on_error: [{task: Y, id: y, inputs: {n: "\${a.total}"}}]}`;
    expect(found('inputs.n', steps('inputs.n > 5')).codes).toEqual([]);
    expect(found('inputs.n', steps('length(inputs.v) > 5')).codes).toEqual(['FL1304']);
  });

  test('knows nothing of it where the id of the step may be what failed', () => {
    const step =
      '{task: X, id: "r_${upper(inputs.note)}", if: inputs.note, on_error: [{task: Y, inputs: {n: "${upper(inputs.note)}"}}]}';
    expect(found('inputs.n', `- {for_each: [1], do: [${step}]}`).codes).toEqual(['FL1503', 'FL1503']);
  });
});

describe('an id that is given again', () => {
  test('in a branch is not what a condition around has shown of the one before', () => {
    const branch = '[{task: X, depends_on: a}, {task: Y, id: y, inputs: {n: "${a.total + 1}"}}]';
    const around = `- {task: Maybe, id: a, if: inputs.k}\n- {if: a.total != null, then: [{parallel: [{task: Maybe, id: a}, ${branch}]}]}`;
    expect(found('inputs.n', around).codes).toEqual(['FL1403', 'FL1503']);
  });

  test.each(['a == null', 'not inputs.k'])('where it is not set yet is certain: if: %s', (condition) => {
    expect(found('a.total', `- {task: Count, id: a, if: inputs.k}\n- {task: Count, id: a, if: ${condition}}`)).toEqual(
      certain,
    );
  });

  test('where it is null is certain at the last of many, and then still nullable where each may give null', () => {
    const more = '- {task: Maybe, id: a, if: a == null}';
    expect(found('a.total', `- {task: Maybe, id: a, if: inputs.k}\n${more}\n${more}`)).toEqual({
      type: NULLABLE,
      codes: [],
    });
  });

  test('is so only on the way where it is', () => {
    const both = '[{task: Count, id: a, if: inputs.k}, {task: Count, id: a, if: a == null}]';
    expect(found('a.total', `- {if: "inputs.v == 'b'", then: ${both}}`)).toEqual({ type: NULLABLE, codes: ['FL1304'] });
  });

  test('in a loop is null behind that where no item was, whatever was known of the one before', () => {
    const before = "- {task: Count, id: a, if: inputs.v == 'b'}\n- {if: inputs.v != 'b', then: [{fail: other}]}";
    expect(found('a.total', before)).toEqual(certain);
    const loop = '- {for_each: "${[inputs.n]}", do: [{task: Count, id: a}]}';
    expect(found('a.total', `${before}\n${loop}`)).toEqual({ type: NULLABLE, codes: ['FL1403', 'FL1304'] });
  });
});

describe('a step with a handler, where another handler looks back at it', () => {
  const codes = (flow: string) => {
    const text = `flow: F\n${INPUTS}${flow}`;
    return diagnose(text, { tasks: TASKS }).map((each) => each.slice(0, 6));
  };
  const STEPS = 'steps: [{task: Count, id: a, on_error: []}, {task: Count}]';
  const PLUS = '{if: a != null, then: [{fail: "${a.total + 1}"}]}';
  const ERROR = '{if: a.error != null, then: [{task: Count}]}';

  test.each(['on_error', 'on_cancel'])('may be its error in `%s` of the flow', (handler) => {
    expect(codes(`${STEPS}\n${handler}: [${PLUS}]\n`)).toEqual(['FL1503']);
    expect(codes(`${STEPS}\n${handler}: [${ERROR}]\n`)).toEqual([]);
  });

  test('may be its error in the handler of what it is in', () => {
    const inside = '- if: inputs.k\n  then: [{task: Count, id: a, on_error: []}, {fail: stop}]\n  on_error: ';
    expect(codes(`steps:\n  ${`${inside}[${PLUS}]`.replaceAll('\n', '\n  ')}\n`)).toEqual(['FL1503']);
    expect(codes(`steps:\n  ${`${inside}[${ERROR}]`.replaceAll('\n', '\n  ')}\n`)).toEqual([]);
  });
});
