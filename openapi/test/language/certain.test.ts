import { describe, expect, test } from 'vitest';
import { applyFixes } from '../../src/language/apply-fixes.ts';
import type { CheckOptions } from '../../src/language/check-flow.ts';
import { check } from './support.ts';

/** Words that stand for different things, however few letters they differ in. */
const PAIRS = [
  'min max|usd aud|usd eur|en es|de da|a b|x y|from form|form forms|start end|start stat|starts states|old new|gold old',
  'in out|in on|src dst|left right|left lift|up down|first last|last least|hour our|day days|item items|user users',
  'user used|create created|update updated|name names|date data|date rate|sent spent|cost coast|cost cast|host post',
  'price prize|price prices|total totals|count account|count country|county country|contact contract|amount mount',
  'quantity quality|handles handlers|provides providers|existing exiting|through though|stable table|trial trail',
  'quiet quite|angle angel|field filed|files flies|united untied|later latter|planed planned|send sender|lead leads',
  'id ids|id sid|key keys|net set|read ready|exit exist|event events|event even|to too|on off|of off|be bee|v1 v2|item1 item2',
  'q1 q2|width height|lat lng|lat lon|lower upper|open opened|buyer buyers|before after|latitude altitude|cause clause',
  'credit edit|credit credits|mail email|man men|woman women|gross grass|tax taxi|message massage|state estate|home hose',
].flatMap((line) => line.split('|').map((pair) => pair.split(' ')));

const FORMS: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => `${word}_price`,
  (word) => `quote_${word}`,
  (word) => `the_${word}_of_customer`,
  (word) => `quote${word.charAt(0).toUpperCase()}${word.slice(1)}`,
];

const object = (name: string) =>
  ({ type: 'object', properties: { [name]: {} }, required: [name], additionalProperties: false }) as const;

/** Where one name is declared, and nearly that one is written. */
const PLACES: Readonly<Record<string, (known: string, written: string) => readonly [string, CheckOptions]>> = {
  'an input': (known, written) => [
    `inputs: [{name: ${known}, type: any}]\nsteps: [{task: A, inputs: {v: "\${inputs.${written}}"}}]\n`,
    {},
  ],
  'a step': (known, written) => [
    `steps: [{task: A, id: ${known}}, {task: B, inputs: {v: "\${${written}.value}"}}]\n`,
    {},
  ],
  'what a task returns': (known, written) => [
    `steps: [{task: A, id: s_}, {task: B, inputs: {v: "\${s_.${written}}"}}]\n`,
    { tasks: new Map([['A', { implemented: true, output: object(known) }]]) },
  ],
  'an output of a step': (known, written) => [
    `steps: [{task: A, outputs: [${written}]}]\n`,
    { tasks: new Map([['A', { implemented: true, output: object(known) }]]) },
  ],
  'what a task takes': (known, written) => [
    `steps: [{task: A, inputs: {${written}: 1}}]\n`,
    { tasks: new Map([['A', { implemented: true, input: object(known) }]]) },
  ],
  'a task': (known, written) => [
    `steps: [{task: ${written}}]\n`,
    { tasks: new Map([[known, { implemented: true }]]), requireTasks: true },
  ],
  'a connection': (known, written) => [
    `connections: {${known}: {type: postgres}}\nsteps: [{task: A, connection: ${written}}]\n`,
    {},
  ],
};

function mended(text: string, options: CheckOptions): string {
  return applyFixes(text, check(text, options).diagnostics).text;
}

describe('--fix never makes one name of another that somebody may have meant', () => {
  test.each(Object.entries(PLACES))('as %s', (_, place) => {
    for (const [one = '', other = ''] of PAIRS)
      for (const form of FORMS)
        for (const [known, written] of [[form(one), form(other)] as const, [form(other), form(one)] as const]) {
          const [body, options] = place(known, written);
          const text = `flow: F\n${body}`;
          expect(mended(text, options)).toBe(text);
        }
  });

  test.each([
    ['min_price', 'max_price'],
    ['total_aud', 'total_usd'],
    ['name_es', 'name_en'],
    ['_id', 'id'],
    ['total_order_price', 'total_price'],
  ])('a declared %s is a hint for %s at most', (known, written) => {
    const text = `flow: F\ninputs: [{name: ${known}, type: any}]\nsteps: []\noutputs: [{name: o, value: "\${inputs.${written}}"}]\n`;
    const { diagnostics } = check(text);
    expect(diagnostics.map(({ code, fix }) => ({ code, fix }))).toEqual([{ code: 'FL1305', fix: undefined }]);
  });
});

describe('a slip of the fingers in a name is mended', () => {
  test.each([
    ['customer', 'cusotmer'],
    ['customer', 'custommer'],
    ['address', 'adress'],
    ['order_total', 'order_toatl'],
    ['order_total', 'orderTotal'],
    ['orderTotal', 'order_total'],
    ['order_total', 'ordertotal'],
    ['order_total', 'Order_Total'],
    ['sku', 'SKU'],
    ['line_2_of_address', 'line_2_of_adress'],
  ])('%s, written %s', (known, written) => {
    const text = (name: string) =>
      `flow: F\ninputs: [{name: ${known}, type: any}]\nsteps: []\noutputs: [{name: o, value: "\${inputs.${name}}"}]\n`;
    expect(mended(text(written), {})).toBe(text(known));
  });

  test('two slips are a hint', () => {
    const text =
      'flow: F\ninputs: [{name: order_total, type: any}]\nsteps: []\noutputs: [{name: o, value: "${inputs.orrder_totall}"}]\n';
    expect(mended(text, {})).toBe(text);
    expect(check(text).diagnostics.map(({ hint }) => hint)).toEqual(['Did you mean `order_total`?']);
  });

  test('but not where another name is near too', () => {
    const text =
      'flow: F\ninputs: [{name: order_total, type: any}, {name: order_totals, type: any}]\nsteps: []\noutputs: [{name: o, value: "${inputs.order_toatl}"}]\n';
    expect(mended(text, {})).toBe(text);
  });
});

describe('a function of another language is left to the author, who meant that', () => {
  test.each([
    ...[
      'map(inputs.a, 2)',
      'inputs.a | map(2)',
      'map(x => x.sku)',
      'filter(inputs.a)',
      'sqrt(inputs.a)',
      'num(inputs.a)',
    ],
    ...['least(inputs.a)', 'value(inputs.a)', 'defaults(inputs.a, 1)', 'greatest(inputs.a)', 'pow(inputs.a, 2)'],
    ...[
      'reverse(inputs.a)',
      'find(inputs.a)',
      'slice(inputs.a, 1)',
      'mean(inputs.a)',
      'pop(inputs.a)',
      'any(inputs.a)',
    ],
  ])('%s', (call) => {
    const text = `flow: F\ninputs: [{name: a, type: any}]\nsteps: []\noutputs: [{name: o, value: '\${${call}}'}]\n`;
    expect(mended(text, {})).toBe(text);
  });

  test('and gets the list of functions, not a guess', () => {
    const text = "flow: F\nsteps: []\noutputs: [{name: o, value: '${map([1], 2)}'}]\n";
    expect(check(text).diagnostics.map(({ hint }) => hint)).toEqual([expect.stringContaining('The functions are')]);
  });
});

describe('a word of the language is mended where a letter is missing or too many: there is no other word to be meant', () => {
  test.each([
    ['timeout: 5', 'tmeout: 5'],
    ['inputs: {}', 'inpts: {}'],
    ['inputs: {}', 'input: {}'],
    ['retry: {max_attempts: 2}', 'retry: {max_attempt: 2}'],
    ['on_error: exit', 'onError: exit'],
  ])('%s, written %s', (right, written) => {
    const text = (line: string) => `flow: F\nsteps:\n  - task: A\n    ${line}\n`;
    expect(mended(text(written), {})).toBe(text(right));
  });

  test.each(['minimun: 1', 'multiple: 2', 'minLenght: 1'])('%s', (line) => {
    const text = `flow: F\ninputs:\n  - {name: a, type: integer, ${line}}\nsteps: []\n`;
    expect(mended(text, {})).toBe(line === 'minLenght: 1' ? text.replace('Lenght', 'Length') : text);
  });
});
