import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { createGate } from './gate.ts';
import { openStream, readUntil, serve } from './harness.ts';

/** Told by Fastify before each handler. */
const BEFORE = 'tracing:fastify.request.handler:start';

interface Handled {
  readonly request: object;
  readonly reply: object;
}

/** What is handled from now on, as far as it is still in memory. */
function watchHandled(): () => Promise<readonly object[]> {
  const seen: WeakRef<object>[] = [];
  const note = (message: unknown): void => {
    const { request, reply } = message as Handled; // That is what Fastify tells.
    seen.push(new WeakRef(request), new WeakRef(reply));
  };
  subscribe(BEFORE, note);
  onTestFinished(() => {
    unsubscribe(BEFORE, note);
  });
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return async () => {
    expect(seen).not.toEqual([]);
    for (let round = 0; round < 2; round += 1) {
      // Not in the turn in which they were made: a weak reference holds until its end.
      await sleep(20);
      if (typeof collect === 'function') collect();
    }
    return seen.map((one) => one.deref()).filter((one) => one !== undefined);
  };
}

it('An open stream on an execution that runs holds neither the request that opened it nor its reply', async () => {
  const server = await serve();
  const stillInMemory = watchHandled();
  const gates = Array.from({ length: 5 }, () => createGate());
  for (const gate of gates)
    await readUntil(await openStream(server, 'Held', { gate: gate.name }), 'event: step_started');
  expect(await stillInMemory()).toEqual([]);
  for (const gate of gates) gate.open();
});
