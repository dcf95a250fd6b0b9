import { describe, expect, it } from 'vitest';
import { LostExecutionError } from '../src/errors.ts';
import { emptyBatch } from '../src/journal/sqlite/gather.ts';
import { Member } from '../src/workers/member.ts';
import { Peer } from '../src/workers/peer.ts';
import { Registry } from '../src/workers/registry.ts';

function member(number: number): Member {
  return new Member(
    number,
    new Peer(
      () => {},
      {},
      () => {},
    ),
  );
}

describe('an execution that a worker began with a key', () => {
  it('is lost with its worker before it is written, also to whoever asks for it later', async () => {
    const registry = new Registry();
    const one = member(1);
    registry.claimed('e1', one, 'scope');
    const waiting = registry.written('e1');
    expect(registry.abandon(one)).toEqual({ left: [], released: ['scope'] });
    await expect(waiting).rejects.toThrow(LostExecutionError);
    await expect(registry.written('e1')).rejects.toThrow(/ended before it was kept/);
  });

  it('is left to others once it is written', async () => {
    const registry = new Registry();
    const one = member(1);
    registry.claimed('e1', one, 'scope');
    const waiting = registry.written('e1');
    const batch = emptyBatch(1, 0, undefined);
    batch.created.push(['e1', 'F', null, 0, 0, null, 'p', '{}', 'k', 'f', 'p', 'api', null, null, 1, null, null, null]);
    expect(registry.kept(batch, one).touched).toEqual(new Set(['e1']));
    await waiting;
    expect(registry.abandon(one)).toEqual({ left: ['e1'], released: [] });
  });
});
