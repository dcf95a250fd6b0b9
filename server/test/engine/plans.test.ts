import { checkFlow } from '@flowlang/openapi';
import { expect, it } from 'vitest';
import { createPlan } from '../../src/engine/plan.ts';
import { PlanFinder } from '../../src/engine/plans.ts';

it('a plan of before is made once, and anew when there are other tasks', async () => {
  const checked = checkFlow({ file: 'flow.yaml', text: 'flow: F\nsteps: [{ wait: 1 }]' });
  if (!checked.ok) throw new Error('the flow is wrong');
  let tasks = 'first';
  const restore = async () => createPlan(checked, { get: () => undefined });
  const plans = { current: () => undefined, restore, generation: () => tasks };
  const finder = new PlanFinder(plans, { plan: async () => 'kept' });
  const first = await finder.find('F', 'fingerprint');
  expect(await finder.find('F', 'fingerprint')).toBe(first);
  tasks = 'second';
  expect(await finder.find('F', 'fingerprint')).not.toBe(first);
});
