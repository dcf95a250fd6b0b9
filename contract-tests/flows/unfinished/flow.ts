import { defineTask, defineTasks, notImplemented } from 'flowlang';
import { z } from 'zod';

export default defineTasks({
  FindAddress: defineTask({
    description: 'Looks up where somebody lives',
    input: z.object({ who: z.string() }),
    output: z.object({ street: z.string() }),
    run: ({ who }) => ({ street: `${who} street 1` }),
  }),

  SendLetter: defineTask({
    input: z.object({ address: z.string() }),
    output: z.object({ ok: z.boolean() }),
    run: notImplemented('SendLetter'),
  }),
});
