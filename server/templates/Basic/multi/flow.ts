/** The tasks of flow.yaml. Their schemas are enforced when they run, and reach the contract. */
import { defineTask, defineTasks, printStatus } from 'flowlang';
import { z } from 'zod';
import { Text } from './shared/models.ts';

export default defineTasks({
  Greet: defineTask({
    description: 'Writes a greeting',
    input: z.object({ name: z.string() }),
    output: Text,
    run: ({ name }) => ({ text: `Hello ${name}!` }),
  }),

  Repeat: defineTask({
    description: 'Says it as often as it is told',
    input: Text.extend({ times: z.int() }),
    output: Text,
    run: ({ text, times }) => ({ text: Array(times).fill(text).join(' ') }),
  }),
});

// `node flow.ts` shows which tasks are written.
printStatus(import.meta);
