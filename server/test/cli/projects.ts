import { tasksFile } from '../http/flows.ts';

export const GOOD_YAML = `flow: Double
inputs: [{ name: number, type: integer }]
outputs: [{ name: doubled, value: "\${twice.value}" }]
steps: [{ task: Twice, id: twice, inputs: { number: "\${inputs.number}" } }]
`;

export const GOOD_TASKS = tasksFile(`
  Twice: defineTask({
    output: z.object({ value: z.int() }),
    run: ({ number }) => {
      if (number === 13) throw new RangeError('an unlucky number');
      return { value: number * 2 };
    },
  }),`);

export const GOOD = { 'flow.yaml': GOOD_YAML, 'flow.ts': GOOD_TASKS } as const;

export const BAD_YAML = `flow: Bad
steps:
  - task: Twice
    inptus: {}
`;
