import { checkProject, parseSource } from '@flowlang/openapi';
import { expect, it } from 'vitest';
import { createPlan } from '../../src/engine/plan.ts';

it('a subflow that many steps run is planned once: twice on each of fifty levels would never end', () => {
  const level = (n: number) => `  - {subflow: f${n + 1}, id: a}\n  - {subflow: f${n + 1}, id: b}\n`;
  const sources = Array.from({ length: 50 }, (_, n) => {
    const text = `flow: F${n}\nsteps:\n${n < 49 ? level(n) : '  - wait: 1\n'}`;
    return { parsed: parseSource({ file: `f${n}.yaml`, text }), path: `f${n}.yaml`, isServed: n === 0 };
  });
  const [checked] = checkProject(sources).values();
  if (!checked?.ok) throw new Error(JSON.stringify(checked?.diagnostics));
  const [first, second] = createPlan(checked, { get: () => undefined }).steps;
  if (first?.kind !== 'subflow' || second?.kind !== 'subflow') throw new Error('both steps run a flow');
  expect(first.plan).toBe(second.plan);
});
