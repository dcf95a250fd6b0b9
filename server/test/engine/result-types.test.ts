import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTask } from '../../src/tasks/define-task.ts';
import { TaskRegistry } from '../../src/tasks/registry.ts';
import { bench } from './harness.ts';

const GIVEN = new TaskRegistry({
  Some: defineTask({ output: z.partialRecord(z.enum(['a', 'b']), z.number()), run: () => ({ b: 1 }) }),
  Bad: defineTask({
    output: z.partialRecord(z.enum(['a', 'b']), z.number()),
    run: () => {
      throw new Error('refused');
    },
  }),
});

/** What a flow of one step answers that answers its result. */
async function answerOf(step: string): Promise<unknown> {
  const text = `flow: One\noutputs: [{ name: d, value: "\${d}" }]\nsteps: [${step}]\n`;
  const tasks = Object.fromEntries(GIVEN.list().map(({ name }) => [name, GIVEN.get(name)?.run ?? (() => null)]));
  const last = (await bench(text, tasks, GIVEN.signatures()).run()).at(-1);
  return last?.type === 'flow_completed' ? last.outputs : last;
}

describe('what is asked of a whole result', () => {
  const error = expect.objectContaining({ message: expect.any(String) });

  it.each([
    ['one of two properties', 'oneOf: [{required: [approved]}, {required: [rejected]}]'],
    ['some property', 'minProperties: 2'],
    ['names', 'propertyNames: {enum: [approved]}'],
    ['what matches a pattern', 'patternProperties: {"^e": {type: integer}}, additionalProperties: false'],
    ['what another property needs', 'not: {required: [error]}'],
  ])('is not asked of the error that stands in for it: %s', async (_, keywords) => {
    const schema = `{type: object, properties: {approved: {type: boolean}}, ${keywords}}`;
    expect(await answerOf(`{ wait_for: ev, id: d, timeout: 5, schema: ${schema}, on_error: [] }`)).toEqual({
      d: { error },
    });
  });

  it('is not asked of an error that stands in for the result of a task', async () => {
    expect(await answerOf('{ task: Bad, id: d, on_error: [] }')).toEqual({ d: { error } });
  });

  it('is not asked of a result to which names are added', async () => {
    expect(await answerOf('{ task: Some, id: d, outputs: [a, c] }')).toEqual({ d: { a: null, b: 1, c: null } });
  });
});
