/** Whether there are tests, and of what. Whether they pass only running them tells. */
import { counted, type Finding, type Patient } from './finding.ts';

export function checkTests({ flows, texts }: Patient): readonly Finding[] {
  const tests = [...texts].filter(([file]) => /\.(test|spec)\.[mc]?[tj]s$/.test(file));
  const cases = [...texts].filter(([file]) => /fixtures\/.*\.ya?ml$/.test(file)).map(([, text]) => text);
  const code = tests.map(([, text]) => text).join('\n');
  const all = [code, ...cases].join('\n');
  const untested = flows
    .flatMap(({ tasks }) => tasks.map(({ name }) => name))
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
  const alone = flows
    .map(({ name, dir }) => ({ name, folder: dir }))
    .filter(({ name, folder }) => !runsFlow(tests, name, folder));
  return [
    {
      ...{ id: 'task-tests', group: 'Tests', title: 'Tests of tasks' },
      ...(untested.length === 0
        ? { state: 'good', detail: `in ${tests.length} files` }
        : { state: 'advice', detail: `no test names ${counted(untested)}` }),
    },
    {
      ...{ id: 'flow-tests', group: 'Tests', title: 'Tests of flows' },
      ...(alone.length === 0
        ? { state: 'good', detail: 'each flow is run' }
        : {
            state: 'advice',
            detail: `no test runs ${counted(alone.map(({ name }) => name))}: FlowTest or runFixtures of flowlang/testing`,
          }),
    },
    {
      ...{ id: 'error-tests', group: 'Tests', title: 'Tests of failures' },
      ...(/expect_success: false|expected_error|toHaveFailed|toThrow|rejects/.test(all)
        ? { state: 'good', detail: 'some cases are expected to fail' }
        : {
            state: 'advice',
            detail: 'no case is expected to fail: expect_success: false in tests/fixtures/cases.yaml',
          }),
    },
  ];
}

function runsFlow(tests: readonly (readonly [file: string, text: string])[], name: string, folder: string): boolean {
  const near = `${folder.split(/[\\/]/).at(-1)}/tests/`;
  const isAlone = (file: string): boolean => file.startsWith('tests/') || file.includes(near);
  return tests.some(([file, text]) => /FlowTest|runFixtures/.test(text) && (isAlone(file) || text.includes(name)));
}
