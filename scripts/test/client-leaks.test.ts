/** A little of `node scripts/soak/client-typescript.ts`, which does the same with 100,000 calls and 10,000 streams. */
import { expect, it } from 'vitest';
import { leftBehind } from '../soak/client-typescript.ts';

it('The TypeScript client leaves no socket, timer, listener or memory behind', { timeout: 120_000 }, async () => {
  const [before, after] = await leftBehind(1_000, 200);
  expect(after).toMatchObject({ sockets: before.sockets, timers: before.timers, listeners: 0 });
  // One kilobyte for each call or stream would be 1.2.
  expect(after.heap - before.heap).toBeLessThan(1.2);
});
