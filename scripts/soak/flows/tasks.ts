/** The tasks of all flows of the soak. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask, defineTasks, type TaskContext } from 'flowlang';
import { z } from 'zod';
import { countTry, record } from './record.ts';

const Given = z.object({
  label: z.string(),
  ms: z.number().default(0),
  from: z.array(z.string().nullable()).default([]),
  secret: z.string().optional(),
  /** How many tries fail. */
  fails: z.int().default(0),
});
type Given = z.infer<typeof Given>;

const Made = z.object({ nonce: z.string() });

class NotYetError extends Error {
  override name = 'NotYetError';
}

async function work(given: Given, context: TaskContext, fails: boolean) {
  const { label, ms, secret } = given;
  const from = given.from.filter((nonce) => nonce !== null);
  const run = { execution: context.execution_id, key: context.idempotency_key, attempt: context.attempt, label };
  record({ phase: 'start', ...run, from, ...(secret !== undefined && { secret }) });
  try {
    if (ms > 0) await sleep(ms, undefined, { signal: context.signal });
    if (fails) throw new NotYetError(`${label} fails`);
  } catch (thrown) {
    record({ phase: 'failed', ...run });
    throw thrown;
  }
  const nonce = randomUUID();
  record({ phase: 'done', ...run, nonce });
  return { nonce };
}

export const tasks = defineTasks({
  Work: defineTask({ input: Given, output: Made, run: (given, context) => work(given, context, false) }),
  /** Fails the first tries, also when they were in different processes. */
  Flaky: defineTask({
    input: Given,
    output: Made,
    run: (given, context) => work(given, context, countTry(context.idempotency_key) <= given.fails),
  }),
  Refuse: defineTask({ input: Given, output: Made, run: (given, context) => work(given, context, true) }),
});
