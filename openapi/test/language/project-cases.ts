/** Files of a project, with what is wrong in each of them marked as in cases.ts; what lies in `lib/` is not served. */

const flow = (name: string, rest = 'steps: []\n') => `flow: ${name}\n${rest}`;
const runs = (subflow: string, more = '') => `steps:\n  - subflow: ${subflow}\n${more}`;

export const PROJECT_CASES: readonly Readonly<Record<string, string>>[] = [
  // Where a name leads
  { 'a/flow.yaml': flow('A', runs('b')), 'a/b/flow.yaml': flow('B'), 'b/flow.yaml': flow('B2') },
  { 'a/flow.yaml': flow('A', runs('b')), 'a/b.yaml': flow('B'), 'b/flow.yaml': flow('B2') },
  { 'a/flow.yaml': flow('A', runs('b')), 'b/flow.yaml': flow('B'), 'c/b.yaml': flow('B2') },
  { 'a/flow.yaml': flow('A', runs('Other')), 'x/y/z/flow.yaml': flow('Other') },
  { 'a/flow.yaml': flow('A', runs('z')), 'x/y/z/flow.yaml': flow('Other') },
  { 'a/flow.yaml': flow('A', runs('w')), 'x/y/w.yaml': flow('Other') },
  { 'flow.yaml': flow('A', runs('b')), 'b.yaml': flow('B') },
  { 'a/flow.yaml': flow('A', runs('⟦FL1604 Othr⟧')), 'x/flow.yaml': flow('Other') },
  { 'a/flow.yaml': flow('A', runs('⟦FL1605 b⟧')), 'x/b/flow.yaml': flow('B'), 'y/b.yaml': flow('B2') },
  { 'a/flow.yaml': flow('A', runs('⟦FL1605 B⟧')), 'x/c/flow.yaml': flow('B'), 'lib/d.yaml': flow('B') },
  // Circles
  { 'a/flow.yaml': flow('A', runs('⟦FL1606 A⟧')) },
  { 'a/flow.yaml': flow('A', runs('⟦FL1606 b⟧')), 'b/flow.yaml': flow('B', runs('⟦FL1606 a⟧')) },
  {
    'a/flow.yaml': flow('A', runs('⟦FL1606 B⟧', '  - subflow: D\n')),
    'b/flow.yaml': flow('B', runs('⟦FL1606 C⟧', '  - subflow: ⟦FL1606 C⟧\n')),
    'c/flow.yaml': flow('C', runs('⟦FL1606 A⟧')),
    'd/flow.yaml': flow('D'),
    'e/flow.yaml': flow('E', runs('⟦FL1607 A⟧')),
  },
  // Too many levels
  Object.fromEntries([
    ['a/flow.yaml', flow('A', runs('⟦FL1608 f0⟧'))],
    ...Array.from({ length: 101 }, (_, n) => [
      `lib/f${n}.yaml`,
      flow(`F${n}`, n < 100 ? runs(`f${n + 1}`) : undefined),
    ]),
  ]),
  // Flows with errors
  {
    'a/flow.yaml': flow(
      'A',
      runs('⟦FL1607 B⟧', '    id: b\n    outputs: [x]\n  - {task: T, inputs: {x: "${b.x.y}"}}\n'),
    ),
    'lib/b.yaml': flow('B', 'steps: [{tsak: X}]\n'),
  },
  { 'a/flow.yaml': flow('A', runs('⟦FL1607 b⟧')), 'b/flow.yaml': '⟦FL1002 -⟧ no flow' },
  { 'a/flow.yaml': flow('A', runs('⟦FL1607 b⟧')), 'lib/b/flow.yaml': 'flow: B\n\tsteps: []' },
  // Inputs
  {
    'a/flow.yaml': flow('A', runs('b', '    inputs: {n: ⟦FL1506 five⟧, ⟦FL1506 nn⟧: 1}\n')),
    'lib/b.yaml': flow('B', 'inputs: [{name: n, type: int}]\nsteps: []\n'),
  },
  {
    'a/flow.yaml': flow('A', runs('⟦FL1506 b⟧')),
    'lib/b.yaml': flow('B', 'inputs: [{name: n, type: int}, {name: o, type: int, default: 1}]\nsteps: []\n'),
  },
  {
    'a/flow.yaml': flow('A', runs('b', '    inputs: {n: ⟦FL1506 "${execution.id}"⟧, o: null, p: ⟦FL1506 null⟧}\n')),
    'lib/b.yaml': flow(
      'B',
      'inputs: [{name: n, type: int}, {name: o, type: int, required: false}, {name: p, type: int}]\nsteps: []\n',
    ),
  },
  // Outputs
  {
    'a/flow.yaml': flow(
      'A',
      runs(
        'b',
        '    id: b\n    outputs: [x, ⟦FL1305 z⟧]\n  - {task: T, inputs: {x: "${b.x + 1}", y: "${b.⟦FL1305 y⟧}"}}\n',
      ),
    ),
    'lib/b.yaml': flow('B', 'outputs: [{name: x, value: 1, type: int}]\nsteps: []\n'),
  },
  {
    'a/flow.yaml': flow(
      'A',
      runs('b', '    id: b\n  - {task: T, inputs: {x: "${⟦FL1503 b.x⟧ + 1}", y: "${b.why}"}}\n'),
    ),
    'lib/b.yaml': flow(
      'B',
      'outputs: [{name: x, value: 1, type: int}]\nsteps: [{if: execution.id, then: [{exit: {outputs: {why: no}}}]}]\n',
    ),
  },
  // Two flows under one name
  { 'a/flow.yaml': flow('Same'), 'b/flow.yaml': 'flow: ⟦FL1106 Same⟧\nsteps: []\n', 'lib/flow.yaml': flow('Same') },
];
