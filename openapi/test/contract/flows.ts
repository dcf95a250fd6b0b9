/** Flows made by hand, so that these tests hang on the model alone and not on the parser. */
import type { CheckedFlow } from '../../src/contract/checked-flow.ts';
import type { StepTypes } from '../../src/language/flow-types.ts';
import type {
  ConnectionStep,
  Flow,
  ForEachStep,
  Input,
  Step,
  SubflowStep,
  TaskStep,
  Value,
  ValueType,
  WaitForStep,
  WaitStep,
  WhileStep,
} from '../../src/language/model.ts';

const range = { start: 0, end: 0 };
const nothing = { kind: 'literal', value: null, range } as const;

export function input(name: string, schema: ValueType, required = true): Input {
  return { name, schema, required, range };
}

export function task(name: string, more: Partial<TaskStep> = {}): TaskStep {
  return {
    kind: 'task',
    task: name,
    taskRange: range,
    inputs: { kind: 'map', entries: [], range },
    outputs: [],
    dependsOn: [],
    range,
    ...more,
  };
}

export function parallel(id: string, branches: readonly (readonly Step[])[]): Step {
  return { kind: 'parallel', id, branches, dependsOn: [], range };
}

export function forEach(id: string, body: readonly Step[], more: Partial<ForEachStep> = {}): ForEachStep {
  const loop = { list: nothing, as: 'item', asRange: range, maxConcurrency: 1, onItemError: 'fail' } as const;
  return { kind: 'for_each', id, do: body, dependsOn: [], range, ...loop, ...more };
}

export function subflow(name: string, more: Partial<SubflowStep> = {}): SubflowStep {
  const called = {
    subflow: name,
    subflowRange: range,
    inputs: { kind: 'map', entries: [], range },
    outputs: [],
  } as const;
  return { kind: 'subflow', ...called, dependsOn: [], range, ...more };
}

export function connection(builtin: string, more: Partial<ConnectionStep> = {}): ConnectionStep {
  const parameters = { kind: 'map', entries: [], range } as const;
  return { kind: 'connection', builtin, builtinRange: range, parameters, outputs: [], dependsOn: [], range, ...more };
}

export function loopWhile(body: readonly Step[], more: Partial<WhileStep> = {}): WhileStep {
  return { kind: 'while', condition: guard, do: body, maxIterations: 1000, dependsOn: [], range, ...more };
}

export function wait(more: Partial<WaitStep> = {}): WaitStep {
  return { kind: 'wait', seconds: nothing, dependsOn: [], range, ...more };
}

/** @param event the name, or undefined for one that is not known before it runs */
export function waitFor(event: string | undefined, more: Partial<WaitForStep> = {}): WaitForStep {
  const value = event === undefined ? computed : ({ kind: 'literal', value: event, range } as const);
  return { kind: 'wait_for', event: value, dependsOn: [], range, ...more };
}

/** `${null}`. */
export const computed = {
  kind: 'expression',
  expression: { kind: 'literal', value: null, range },
  range,
} as const satisfies Value;

/** The id `<before>${…}<after>`, in a loop. */
export function dynamicId(before: string, after = ''): { readonly dynamicId: Value } {
  const parts = [before, computed.expression, after].filter((part) => part !== '');
  return { dynamicId: { kind: 'text', parts, range } };
}

export const guard = {
  kind: 'test',
  expression: { kind: 'literal', value: true, range },
  range,
} as const satisfies Step['guard'];

export const retry = {
  maxAttempts: 3,
  delay: 1,
  backoff: 'exponential',
  multiplier: 2,
  jitter: 0.2,
  doNotRetryOn: [],
  range,
} as const satisfies TaskStep['retry'];

/** A step, and the flow that it runs. */
export type Call = readonly [SubflowStep, CheckedFlow];

export interface Parts extends Partial<Omit<Flow, 'steps'>> {
  readonly outputsType?: ValueType;
  readonly subflows?: readonly Call[];
  /** Each step with what is known of it. */
  readonly typed?: readonly (readonly [Step, StepTypes])[];
  readonly steps?: readonly Step[];
}

export function checked(name: string, parts: Parts = {}): CheckedFlow {
  const { outputsType = object({}), typed = [], steps = typed.map(([step]) => step), subflows = [], ...more } = parts;
  const lists = { tags: [], inputs: [], outputs: [], connections: [], triggers: [] };
  const flow: Flow = { name, nameRange: range, ...lists, steps, silent: false, events: 'full', range, ...more };
  const found = subflows.map(([step, one]) => [step, { file: 'flow.yaml', hasOwnTasks: false, ...one }] as const);
  return { flow, types: { inputs: {}, outputs: outputsType, steps: new Map(typed), subflows: new Map(found) } };
}

export function object(properties: Readonly<Record<string, ValueType>>, required = Object.keys(properties)): ValueType {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

const item = object({ sku: { type: 'string' }, quantity: { type: 'integer', minimum: 1 } });

/** Most of what a flow can be. */
export function orderProcessor(): CheckedFlow {
  const validate = task('ValidateOrder', { id: 'validate', retry });
  const charge = task('ChargeCard', { id: 'charge', guard });
  const reserve = task('Reserve', { id: 'reserve' });
  const loop = forEach('reserve_all', [reserve]);
  const mail = task('SendMail');
  return checked('OrderProcessor', {
    version: '1.2.0',
    description: 'Takes an order, charges for it and reserves what it holds.',
    tags: ['orders', 'demo'],
    inputs: [
      input('order_id', { type: 'string', minLength: 1, description: 'Id of the order.', examples: ['ord_123'] }),
      input('items', { type: 'array', items: item, minItems: 1, examples: [[{ sku: 'A-1', quantity: 2 }]] }),
      input('priority', { type: 'string', enum: ['low', 'high'], default: 'low' }),
      input('note', { type: 'string' }, false),
    ],
    outputs: [{ name: 'total', value: { kind: 'literal', value: 0, range }, description: 'What was charged.', range }],
    outputsType: object({ total: { type: 'number' }, tracking: { type: ['string', 'null'] } }),
    typed: [
      [
        validate,
        { inputs: object({ order_id: { type: 'string' } }), outputs: object({ is_valid: { type: 'boolean' } }) },
      ],
      [charge, { inputs: object({ amount: { type: 'number' } }), outputs: object({ charge_id: { type: 'string' } }) }],
      [
        loop,
        { inputs: object({ items: { type: 'array', items: item } }), outputs: object({ count: { type: 'integer' } }) },
      ],
      [reserve, { inputs: object({ sku: { type: 'string' } }), outputs: object({ ok: { type: 'boolean' } }) }],
      [mail, { inputs: object({}), outputs: {} }],
    ],
    steps: [validate, parallel('both', [[charge], [loop]]), mail],
  });
}

/** Nothing but a name. */
export function empty(): CheckedFlow {
  return checked('Empty');
}

const tree: ValueType = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.org/tree',
  $defs: {
    Node: {
      type: 'object',
      properties: { label: { $ref: '#/$defs/Label' }, children: { type: 'array', items: { $ref: '#/$defs/Node' } } },
      required: ['label'],
    },
    Label: { type: 'string', minLength: 1 },
  },
  $ref: '#/$defs/Node',
};

/** Names, texts and schemas that break a generator which is not careful. */
export function awkward(): CheckedFlow {
  const evil = 'ends */ a comment, """ends a docstring""" \\ <b>`x`</b> $${ "quoted"';
  const twice = task('Twice', { id: 'same' });
  const again = task('Again', { id: 'same' });
  const outcome = object({ class: { type: 'string' }, 'a-b': { type: 'integer' }, str: { type: 'string' } }, ['class']);
  const shape = {
    type: 'object',
    properties: { nested: outcome },
    anyOf: [{ minProperties: 1 }, { maxProperties: 0 }],
  } as const;
  return checked('None', {
    description: evil,
    tags: ['*/'],
    inputs: [
      input('tree', tree),
      input('__proto__', { type: 'string', description: evil }, false),
      input(
        'list',
        { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: { type: 'null' } },
        false,
      ),
      input('any', {}, false),
      input('open', { type: 'object' }, false),
      input('map', { type: 'object', additionalProperties: { type: 'number' } }, false),
      input('level', { enum: [1, 2.5, 'x"y', true, null], description: 'Line one.\n\nLine two.' }, false),
      input('either', { anyOf: [{ type: 'string' }, outcome] }, false),
      input('shape', shape, false),
      input('fixed', { const: 'it\'s "so"' }, false),
      input('void', { const: null }, false),
      input('odd', outcome, false),
    ],
    outputsType: {
      anyOf: [object({ total: { type: 'number' }, import: { $ref: '#gone' } }), object({ reason: { type: 'string' } })],
    },
    typed: [
      [twice, { inputs: object({ a: { type: 'string' } }), outputs: tree }],
      [again, { inputs: object({ b: { type: 'string' } }), outputs: { type: 'null' } }],
    ],
  });
}

/** Flows whose names, or those of their schemas, other things have already. */
export function colliding(): CheckedFlow[] {
  const names = ['Failed', 'Server', 'A', 'AInputs', 'Flow', 'constructor'];
  return names.map((name) => checked(name, { inputs: [input('inputs', { type: 'string' })] }));
}
