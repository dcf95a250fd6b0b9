import { describe, expect, it } from 'vitest';
import { Entry } from '../../src/journal/sqlite/entry.ts';
import { emptyBatch } from '../../src/journal/sqlite/gather.ts';
import { KeyFilter } from '../../src/journal/sqlite/key-filter.ts';
import { Keys } from '../../src/journal/sqlite/keys.ts';
import { Plans } from '../../src/journal/sqlite/plans.ts';
import type { KnownKey } from '../../src/journal/sqlite/protocol.ts';
import { newExecution } from './executions.ts';

// What depends on which of two threads answers first.

describe('a key', () => {
  it('is found though its execution left memory while the file, which did not have it yet, was asked', async () => {
    const asked = Promise.withResolvers<KnownKey | undefined>();
    const keys = new Keys(new KeyFilter(), () => asked.promise);
    const entry = new Entry(newExecution('e1'), { scope: 's', key: 'k', fingerprint: 'f' });
    const claimed = keys.claim(claim('s'));
    keys.hold(entry);
    keys.letGo(entry);
    asked.resolve(undefined);
    expect(await claimed).toEqual({ kind: 'joined', execution_id: 'e1' });
  });

  it('is asked for once by all who ask at a time, and the first of them has it', async () => {
    let count = 0;
    const keys = new Keys(new KeyFilter(), async () => {
      count += 1;
      return undefined;
    });
    const claimed = await Promise.all([
      keys.claim(claim('s')),
      keys.claim(claim('s', 'e3')),
      keys.claim(claim('other')),
    ]);
    expect(count).toBe(2);
    expect(claimed).toEqual([{ kind: 'created' }, { kind: 'joined', execution_id: 'e2' }, { kind: 'created' }]);
  });
});

function claim(scope: string, execution_id = 'e2') {
  return { scope, execution_id, flow: 'F', principal: 'p', key: 'k', fingerprint: 'f', mustExist: false };
}

describe('a plan', () => {
  const plan = (fingerprint: string) => ({ fingerprint, source: () => `source of ${fingerprint}` });

  it('that is used while the file is asked for unused ones is not forgotten', async () => {
    const plans = new Plans();
    const asked = Promise.withResolvers<readonly string[]>();
    const done = plans.forgetUnused(['held'], () => asked.promise);
    plans.use(plan('new'));
    asked.resolve(['held', 'new', 'old']);
    await done;
    const batch = emptyBatch(1, 0, undefined);
    plans.complete(batch);
    expect(batch.forgottenPlans).toEqual(['old']);
    expect(batch.plans).toEqual([['new', 'source of new']]);
  });

  it('is sent once, and again when it was forgotten', async () => {
    const plans = new Plans();
    const sent = (): number => {
      const batch = emptyBatch(1, 0, undefined);
      plans.complete(batch);
      return batch.plans.length;
    };
    plans.use(plan('p'));
    plans.use(plan('p'));
    expect(sent()).toBe(1);
    await plans.forgetUnused([], async () => ['p']);
    plans.use(plan('p'));
    expect(sent()).toBe(1);
  });
});
