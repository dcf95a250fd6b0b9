import { describe, expect, it, vi } from 'vitest';
import { LostExecutionError } from '../src/errors.ts';
import { Peer } from '../src/workers/peer.ts';

interface Words {
  store(text: string): void;
  fetch(): Promise<string>;
}

/** Two processes that hear each other at once. */
function pair(offers: object) {
  const onFailure = vi.fn();
  const asking: Peer<Words> = new Peer(
    (message) => asked.take(message),
    {},
    () => {},
  );
  const asked: Peer<object> = new Peer((message) => asking.take(message), offers, onFailure);
  return { asking, asked, onFailure };
}

describe('what a process tells another', () => {
  it('is heard of where it cannot be done, since nobody waits for an answer', async () => {
    const full = new Error('no room');
    const store = vi.fn().mockRejectedValue(full);
    const { asking, onFailure } = pair({ store });
    asking.tell('store', 'a');
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalledExactlyOnceWith('store', full));
  });

  it('is heard of where the other has no such word', async () => {
    const { asking, onFailure } = pair({});
    asking.tell('store', 'a');
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalledExactlyOnceWith('store', expect.any(Error)));
  });
});

describe('what a process asks of another', () => {
  it('fails there for who asks alone, with the error that it is', async () => {
    const fetch = vi.fn().mockRejectedValue(new LostExecutionError('it is lost'));
    const { asking, onFailure } = pair({ fetch });
    await expect(asking.ask('fetch')).rejects.toThrow(new LostExecutionError('it is lost'));
    expect(onFailure).not.toHaveBeenCalled();
  });
});
