/** Flows, tasks and the files around them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { FlowLangError } from '../../errors.ts';
import { proposeUpdate } from '../../scaffold/index.ts';
import { counted, type Finding, type Patient } from './finding.ts';
import { missingFiles } from './mend.ts';

export async function checkProject(patient: Patient): Promise<readonly Finding[]> {
  const missing = await missingFiles(patient);
  return [
    checkFlows(patient),
    checkTasks(patient),
    checkTypes(patient),
    checkFiles(missing.map(({ path: file }) => path.relative(patient.home, file))),
    checkReadme(patient),
    checkDocker(patient),
    await checkFresh(patient),
  ];
}

function checkFlows({ flows, problem }: Patient): Finding {
  const is = { id: 'flows', group: 'Project', title: 'Flows' } as const;
  if (problem !== undefined) return { ...is, state: 'wrong', detail: `${problem} flowlang init makes a project.` };
  const broken = flows.filter((flow) => flow.problem !== undefined);
  const [first] = broken;
  if (first === undefined)
    return { ...is, state: 'good', detail: `${counted(flows.map(({ name }) => name))}: no errors` };
  // The message may be a whole sentence already.
  const said = first.problem?.replace(/\.$/, '');
  return { ...is, state: 'wrong', detail: `${said}. flowlang validate ${first.file} shows all` };
}

function checkTasks({ flows }: Patient): Finding {
  const is = { id: 'tasks', group: 'Project', title: 'Tasks' } as const;
  const unknown = flows.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
  const tasks = flows.flatMap((flow) => flow.tasks);
  const pending = tasks.filter(({ implemented }) => !implemented).map(({ name }) => name);
  const done = `${tasks.length - pending.length}/${tasks.length} implemented`;
  if (pending.length > 0) return { ...is, state: 'wrong', detail: `${done}; to do: ${counted(pending)}` };
  if (unknown.length > 0 || flows.length === 0)
    return { ...is, state: 'open', detail: 'known when the flows have no errors any more' };
  return { ...is, state: 'good', detail: done };
}

function checkTypes({ flows }: Patient): Finding {
  const is = { id: 'types', group: 'Project', title: 'Types of tasks' } as const;
  const loose = flows.flatMap(({ tasks }) => tasks.filter(({ isTyped }) => !isTyped).map(({ name }) => name));
  if (loose.length === 0) return { ...is, state: 'good', detail: 'each says what it takes and returns' };
  return { ...is, state: 'advice', detail: `without input or output schema: ${counted(loose)}` };
}

function checkFiles(missing: readonly string[]): Finding {
  const is = { id: 'files', group: 'Project', title: 'Files' } as const;
  if (missing.length === 0) return { ...is, state: 'good', detail: 'all that a project has' };
  return { ...is, state: 'advice', detail: `missing: ${counted(missing)}`, fixable: true };
}

function checkReadme({ home, flows, texts }: Patient): Finding {
  const is = { id: 'readme', group: 'Project', title: 'README' } as const;
  const text = [...texts]
    .filter(([file]) => /(^|\/)README\.md$/i.test(file))
    .map(([, one]) => one)
    .join('\n');
  if (text === '') return { ...is, state: 'advice', detail: 'there is no README.md', fixable: flows.length > 0 };
  const untold = flows.map(({ name }) => name).filter((name) => !text.includes(name));
  if (untold.length > 0)
    return { ...is, state: 'advice', detail: `README.md in ${path.basename(home)} does not name ${counted(untold)}` };
  return { ...is, state: 'good', detail: 'names every flow' };
}

function checkDocker({ home }: Patient): Finding {
  const is = { id: 'docker', group: 'Operations', title: 'Image' } as const;
  const missing = ['Dockerfile', '.dockerignore', 'docker-compose.yml'].filter(
    (name) => !existsSync(path.join(home, name)),
  );
  if (missing.length === 0) return { ...is, state: 'good', detail: 'Dockerfile, .dockerignore and docker-compose.yml' };
  return { ...is, state: 'advice', detail: `missing: ${missing.join(', ')}`, fixable: true };
}

/** What the scaffolder wrote, and would write now. */
async function checkFresh({ home, flows }: Patient): Promise<Finding> {
  const is = { id: 'fresh', group: 'Project', title: 'Generated parts' } as const;
  const stale: string[] = [];
  for (const { dir, flowFile, problem } of flows) {
    if (problem !== undefined) continue;
    const { changes } = await proposeUpdate({ dir, flowFile }).catch((thrown: unknown) => {
      if (thrown instanceof FlowLangError) return { changes: [] };
      throw thrown;
    });
    const outdated = changes.filter(({ before, isFirst }) => before !== undefined && !isFirst);
    stale.push(...outdated.map(({ path: file }) => path.relative(home, file)));
  }
  if (stale.length === 0) return { ...is, state: 'good', detail: 'are as the flows have them' };
  return { ...is, state: 'advice', detail: `${counted(stale)}: flowlang scaffolder update` };
}
