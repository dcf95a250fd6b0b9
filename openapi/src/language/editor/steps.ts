/** Steps: for each kind the keys that its parser takes, and which of them must be there. */
import { CONNECTION_KINDS, connectionTypeOf } from '../connection-kinds.ts';
import { STEP_KEYS } from '../parse-base.ts';
import { IF_STEP } from '../parse-branching.ts';
import { OWN_KEYS } from '../parse-connection-step.ts';
import { KINDS } from '../parse-steps.ts';
import { FIXED_ID_DEFINITIONS } from './fixed-ids.ts';
import { about, forbid, has, kindsOf, like, mapOf, onlyMaps, ref, rules, type Schema, when } from './schema.ts';
import { BRANCH_CONDITION, STEP_PROPERTIES, switchCase } from './step-properties.ts';

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  // biome-ignore lint/suspicious/noThenProperty: it is an author's word
  then: ['if'],
  switch: ['cases'],
  for_each: ['do'],
  while: ['do'],
};

const KIND_NAMES = Object.keys(KINDS);
const NO_KIND = `A step has exactly one of ${KIND_NAMES.join(', ')}, if with then, or a connection's step such as ${CONNECTION_KINDS[0]}`;
const NO_STEP = 'A step is a map such as "task: Name", or the word exit';

/** Steps that are more than one key. `then` and `do` hold steps, so they are written out. */
const SNIPPETS: readonly Schema[] = [
  { label: 'task with inputs', body: { task: '${1:Name}', id: '${2:id}', inputs: { '${3:name}': '$4' } } },
  // biome-ignore lint/suspicious/noThenProperty: it is an author's word
  { label: 'if … then … else', body: { if: '$1', then: [{ task: '$2' }], else: [{ task: '$3' }] } },
  { label: 'switch … cases', body: { switch: '$1', cases: [{ when: '$2', do: [{ task: '$3' }] }] } },
  { label: 'for_each … do', body: { for_each: '$1', as: '${2:item}', do: [{ task: '$3' }] } },
  { label: 'parallel branches', body: { parallel: [{ task: '$1' }, { task: '$2' }] } },
];

/** The key with all that is known of it. */
function keys(names: readonly string[]): Record<string, Schema> {
  return Object.fromEntries(names.map((name) => [name, ref(`step_keys/properties/${name}`)]));
}

function stepOfKind(kind: string, own: readonly string[]): Schema {
  const names = [...new Set([...own, ...STEP_KEYS])];
  const branch: Record<string, Schema> = kind === 'then' ? { if: BRANCH_CONDITION } : {};
  return {
    ...mapOf(names, { ...keys(names), ...branch }),
    required: [kind, ...(REQUIRED[kind] ?? [])],
    ...(kind === 'switch' && { allOf: [ONE_DEFAULT] }),
  };
}

const ONE_DEFAULT: Schema = when(
  has('default'),
  rules({ cases: { type: 'array', items: forbid(has('default'), ['default'], 'This switch has another default') } }),
);

function connectionKey(kind: string): Schema {
  return {
    ...about(`Runs \`${kind}\` on a connection of the type \`${connectionTypeOf(kind)}\`.`),
    type: 'object',
    ...like('connection_body'),
  };
}

const ONE_CONNECTION = CONNECTION_KINDS.map((kind) => ({ required: [kind] }));

const CONNECTION_STEP: Schema = {
  ...mapOf(CONNECTION_KINDS, Object.fromEntries(CONNECTION_KINDS.map((kind) => [kind, connectionKey(kind)]))),
  oneOf: ONE_CONNECTION,
};

/** A map that has a built-in of a connection's plugin among its keys. */
const IS_CONNECTION: Schema = { type: 'object', anyOf: ONE_CONNECTION };

/** The keys of the step, and beside them the parameters of the built-in. */
function connectionBody(): Schema {
  const names = [...STEP_KEYS, ...OWN_KEYS];
  const body = { ...mapOf(names, keys(names)), propertyNames: ref('text'), additionalProperties: ref('value') };
  return when({ type: 'object' }, body);
}

/** `on_error` and `on_cancel`: a list, one step, or `{steps: […]}`. */
function handler(): Schema {
  const steps = { ...about('The steps that run.'), ...like('steps') };
  return when({ type: 'array' }, ref('steps'), when(has('steps'), mapOf(['steps'], { steps }), ref('step')));
}

function step(kinds: readonly (readonly [kind: string, definition: string])[]): Schema {
  const names = [...KIND_NAMES, 'then', 'else', ...STEP_KEYS];
  const connections = CONNECTION_KINDS.map((kind) => [kind, ref(`connection_step/properties/${kind}`)]);
  const none = mapOf([...names, ...CONNECTION_KINDS], { ...keys(names), ...Object.fromEntries(connections) });
  const byKind = kindsOf(
    kinds.map(([kind, definition]) => [kind, ref(definition)]),
    { ...none, defaultSnippets: SNIPPETS },
    NO_KIND,
  );
  return when(
    { type: 'string' },
    { type: 'string', pattern: '^exit$', patternErrorMessage: NO_STEP },
    onlyMaps(when(IS_CONNECTION, ref('connection_step'), byKind), NO_STEP),
  );
}

/** What steps are made of. */
export function stepDefinitions(): Readonly<Record<string, Schema>> {
  const kinds = [...Object.entries(KINDS), ['then', IF_STEP] as const].map(([kind, parser]) => {
    return { kind, definition: `${kind === 'then' ? 'if' : kind}_step`, keys: parser.keys };
  });
  return {
    steps: { type: 'array', items: ref('step') },
    step: step(kinds.map(({ kind, definition }) => [kind, definition])),
    handler: handler(),
    case: switchCase(),
    ...Object.fromEntries(kinds.map(({ kind, definition, keys: own }) => [definition, stepOfKind(kind, own)])),
    connection_step: CONNECTION_STEP,
    connection_body: connectionBody(),
    step_keys: { type: 'object', properties: STEP_PROPERTIES },
    ...FIXED_ID_DEFINITIONS,
  };
}
