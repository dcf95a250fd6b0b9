/** The project that the tests of the server serve: one flow for each thing that a caller may meet. */

const GREET_YAML = `flow: Greet
version: 2.1.0
description: Says hello.
tags: [demo]
inputs:
  - { name: name, type: string, minLength: 1, description: Whom to greet. }
  - { name: times, type: integer, minimum: 1, default: 1 }
  - { name: aside, type: object, required: false }
outputs:
  - { name: greeting, value: "\${hello.text}", description: What to say. }
  - { name: times, value: "\${inputs.times}" }
  - { name: aside, value: "\${inputs.aside}" }
steps:
  - { task: Say, id: hello, inputs: { name: "\${inputs.name}" } }
`;

const GREET_TASKS = `
  Say: defineTask({
    description: 'Makes a greeting',
    output: z.object({ text: z.string() }),
    run: ({ name }) => ({ text: 'Hello, ' + name }),
  }),`;

/** Waits until the test opens the gate of this name; see gate.ts. */
const HELD_YAML = `flow: Held
inputs: [{ name: gate, type: string }]
outputs: [{ name: count, value: "\${held.count}" }]
steps: [{ task: Hold, id: held, inputs: { gate: "\${inputs.gate}" } }]
`;

const HELD_TASKS = `
  Hold: ({ gate }, { signal }) => globalThis[Symbol.for('flowlang.test.gates')].get(gate)(signal),`;

const CHATTY_YAML = `flow: Chatty
inputs:
  - { name: count, type: integer }
  - { name: size, type: integer, default: 1 }
outputs: [{ name: rounds, value: "\${all.count}" }]
steps:
  - { task: Range, id: range, inputs: { count: "\${inputs.count}" } }
  - for_each: \${range.list}
    as: one
    id: all
    do: [{ task: Fill, id: fill, inputs: { one: "\${one}", size: "\${inputs.size}" } }]
`;

const CHATTY_TASKS = `
  Range: ({ count }) => ({ list: Array.from({ length: count }, (_, index) => index) }),
  Fill: ({ one, size }) => ({ one, text: 'x'.repeat(size) }),`;

const FAILING_YAML = `flow: Failing
steps: [{ task: Fail, id: failing }]
`;

const FAILING_TASKS = "\n  Fail: () => { throw new RangeError('no such luck'); },";

const UNFINISHED_YAML = `flow: Unfinished
steps: [{ task: Begin }, { task: Continue }, { task: Finish }]
`;

const UNFINISHED_TASKS = "\n  Begin: () => 1, Continue: notImplemented('Continue'),";

export const FLOWS = {
  'greet/flow.yaml': GREET_YAML,
  'greet/flow.ts': tasksFile(GREET_TASKS),
  'held/flow.yaml': HELD_YAML,
  'held/flow.ts': tasksFile(HELD_TASKS),
  'chatty/flow.yaml': CHATTY_YAML,
  'chatty/flow.ts': tasksFile(CHATTY_TASKS),
  'failing/flow.yaml': FAILING_YAML,
  'failing/flow.ts': tasksFile(FAILING_TASKS),
  'unfinished/flow.yaml': UNFINISHED_YAML,
  'unfinished/flow.ts': tasksFile(UNFINISHED_TASKS),
  'broken/flow.yaml': 'flow: Broken\nsteps:\n  - task: A\n    inptus: {}\n',
} as const;

export function tasksFile(code: string): string {
  return `import { defineTask, defineTasks, notImplemented } from 'flowlang';
import { z } from 'zod';
export default defineTasks({${code}
});
`;
}
