/** Flows of random types under awkward names, each with values that fit what it takes and answers. */
import { sample } from 'fast-check';
import type { CheckedFlow } from '../../src/contract/checked-flow.ts';
import type { Json } from '../../src/language/model.ts';
import { checked, input, waitFor } from '../contract/flows.ts';
import { typedValues } from '../fuzz/values.ts';

export interface RandomFlow {
  readonly flow: CheckedFlow;
  readonly inputs: Record<string, Json>;
  readonly outputs: Json;
  readonly payload: Json;
}

/** Words of either language, names that objects have already, and texts that end a comment or a text. */
const NAMES: readonly string[] = [
  ...['class', 'from', 'None', 'type', 'import', 'async', 'constructor', '__proto__', 'self', 'a-b', '2nd', 'straße'],
  ...['Any', 'list', 'dict', 'str', 'print', 'def', 'toString', 'default', 'function', 'interface', 'Flow', 'Flows'],
  ...['TypedDict', 'components', 'string', 'never', '__a', '_', 'a b', 'a.b', 'match', 'Literal', 'await', 'undefined'],
];
const TEXTS: readonly string[] = [
  ...[
    'ends */ a comment',
    '"""ends a docstring"""',
    'a backslash at the end \\',
    'two\nlines',
    '\\N{DASH} \\u00zz',
    '"',
  ],
  ...[
    '${a} `b` {@link c}',
    '@description no tag',
    '\u2028',
    '/** begins',
    "'''",
    'tab\tand \u0000 nothing',
    '# no comment',
  ],
];
const FLOW_NAMES: readonly string[] = [
  'class',
  'None',
  'from',
  'type',
  'constructor',
  'print',
  'Any',
  'Flow',
  'components',
];

export function randomFlows(count: number, seed: number): RandomFlow[] {
  return sample(typedValues, { numRuns: count, seed }).map(({ v, w }, index) => {
    const named = NAMES[index % NAMES.length] ?? 'name';
    const description = TEXTS[index % TEXTS.length] ?? '';
    const inputs = [
      input('value', v.type, index % 2 === 0),
      input(named, { type: 'object', description, properties: { [named]: w.type }, required: [named] }),
      input('absent', { ...w.type, description }, false),
    ];
    const event = waitFor('answered', { schema: w.type });
    const name = FLOW_NAMES[index] ?? `F${index}`;
    const flow = checked(name, {
      description,
      inputs,
      outputsType: v.type,
      typed: [[event, { inputs: {}, outputs: {} }]],
    });
    const given = Object.fromEntries([
      ['value', v.value],
      [named, Object.fromEntries([[named, w.value]])],
    ]);
    return { flow, inputs: given, outputs: v.value, payload: w.value };
  });
}
