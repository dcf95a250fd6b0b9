/** The files of a flow that are written once, and are its author's from then on. */
import type { Flow, FlowTypes } from '@flowlang/openapi';
import { sampleObject, sampleOf } from './sample.ts';
import type { TaskStub } from './stub.ts';

/** @param tasksFile as the test imports it: `../flow.ts` */
export function flowTestFile(tasksFile: string): string {
  return `/** The flow as a whole: each case of fixtures/cases.yaml is a test. */
import { runFixtures } from 'flowlang/testing';
import tasks from '${tasksFile}';

await runFixtures('tests/fixtures/cases.yaml', { tasks });
`;
}

export function testInputs({ inputs }: FlowTypes): string {
  return `${JSON.stringify(sampleObject(inputs), null, 2)}\n`;
}

/** One case to begin with, in which every task answers at once. */
export function casesFile(flow: Flow, types: FlowTypes, tasks: readonly TaskStub[]): string {
  const mocks = tasks.map(({ name, output }) => {
    const sample = output === undefined ? {} : sampleOf(output, name);
    // A list by itself would be one answer for each call.
    const answer = Array.isArray(sample) ? { returns: sample } : sample;
    return `    ${/^[A-Za-z]\w*$/.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(answer)}\n`;
  });
  return `# Runs of ${flow.name}: what goes in, what tasks answer in place of their code, and what must come out.
# Each case may have: name, inputs, mock_tasks, send, expected_outputs, expect_success, expected_error.
- name: all tasks answer
  inputs: ${JSON.stringify(sampleObject(types.inputs))}
${mocks.length === 0 ? '' : `  mock_tasks:\n${mocks.join('')}`}  expect_success: true
`;
}
