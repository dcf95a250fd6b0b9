/** Expressions against the same ones written in JavaScript, and how many paths are read in a second. */
import { checkFlow, compileValue, type Json, type Scope } from '@flowlang/openapi';

const ROUNDS = 15;
const RUNS = 500_000;

interface Row {
  readonly what: string;
  readonly ratio: string;
  readonly bound: string;
}

const VALUES = {
  inputs: { a: { b: 12 }, items: ['x', 'y'] },
  order: { customer: { address: { city: 'Bonn' } }, total: 30 },
  user: { status: 'active', name: 'Ann' },
};

type JavaScript = (values: typeof VALUES) => Json;

const PAIRS: readonly (readonly [expression: string, javaScript: JavaScript])[] = [
  ['order.customer.address.city', (values) => values.order?.customer?.address?.city ?? null],
  [
    "inputs.a.b >= 10 and user.status == 'active'",
    (values) => values.inputs.a.b >= 10 && values.user.status === 'active',
  ],
  [
    "user.name + ' of ' + order.customer.address.city",
    ({ user, order }) => `${user.name} of ${order.customer.address.city}`,
  ],
  [
    'length(inputs.items) > 1 ? upper(user.name) : null',
    ({ inputs, user }) => (inputs.items.length > 1 ? user.name.toUpperCase() : null),
  ],
];

/** Nanoseconds of the processor for one run. */
function cost(run: () => Json): number {
  let made: Json | undefined;
  const before = process.cpuUsage();
  for (let i = 0; i < RUNS; i++) made = run();
  const { user } = process.cpuUsage(before);
  // A compiler may leave out what nobody reads.
  if (made === undefined) throw new Error('nothing was made');
  return (user * 1000) / RUNS;
}

/** The expression as a flow holds it, so that it takes the way that all expressions take. */
function compiled(expression: string): (scope: Scope) => Json {
  const ids = Object.keys(VALUES).filter((id) => id !== 'inputs');
  const text = `flow: Measured
inputs: [{name: a, type: any}, {name: items, type: array}]
steps:
${ids.map((id) => `  - {task: Make, id: ${id}}`).join('\n')}
outputs: [{name: o, value: ${JSON.stringify(`\${${expression}}`)}}]`;
  const checked = checkFlow({ file: 'flow.yaml', text });
  const value = checked.ok ? checked.flow.outputs[0]?.value : undefined;
  if (value === undefined) throw new Error(checked.diagnostics.map((one) => one.message).join('\n'));
  return compileValue(value);
}

export function evaluatorRows(): Row[] {
  const names = new Map<string, Json>(Object.entries(VALUES));
  const scope: Scope = { lookup: (name) => names.get(name) };
  const sides = PAIRS.map(([expression, javaScript]) => ({ expression, run: compiled(expression), javaScript }));
  // The compilers see all of them before one is measured, as they do in a server.
  for (const { run, javaScript } of sides) for (const side of [() => run(scope), () => javaScript(VALUES)]) cost(side);
  return sides.map(({ expression, run, javaScript }) => {
    if (run(scope) !== javaScript(VALUES)) throw new Error(`${expression} and its JavaScript differ`);
    const costs = Array.from(
      { length: ROUNDS },
      () => [cost(() => run(scope)), cost(() => javaScript(VALUES))] as const,
    );
    const ours = median(costs.map(([one]) => one));
    const ratio = median(costs.map(([one, other]) => one / other));
    const isPath = expression === PAIRS[0]?.[0];
    const speed = isPath ? `${(1000 / ours).toFixed(0)} million a second` : `${ours.toFixed(0)} ns`;
    const bound = isPath ? '≤ 10×, ≥ 5 million a second' : '≤ 10×';
    return { what: `\`${expression}\` against JavaScript`, ratio: `${ratio.toFixed(1)}× (${speed})`, bound };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
