/** What a flow asks of its tasks file: each task that it names, with the types that follow from the flow. */
import path from 'node:path';
import {
  allSteps,
  type CheckedFlow,
  checkProject,
  DIAGNOSTICS,
  formatDiagnostic,
  type ProjectSource,
  type TaskSignature,
  type TaskStep,
  taskOutputs,
  type ValueType,
} from '@flowlang/openapi';
import { ProjectError } from '../errors.ts';
import type { FlowFiles } from '../project/discover.ts';
import { type FlowReading, readFlows } from '../project/read-flows.ts';
import type { TaskStub } from './stub.ts';
import { joinedInputs } from './stub-types.ts';

export interface Understanding extends CheckedFlow {
  /** A stub for every task that the flow names, whether or not it is there already; in the order of the text. */
  readonly tasks: readonly TaskStub[];
  /** What the tasks file says of its tasks; undefined if it does not load. */
  readonly signatures: ReadonlyMap<string, TaskSignature> | undefined;
  /** That the tasks file does not load, or does not fit the flow. */
  readonly problem?: string;
  /** Those that the tasks file has as stubs which do not fit the flow any more. */
  readonly outdated: readonly TaskStub[];
}

/** @throws ProjectError that shows the mistakes of a flow that has some */
export async function understand(files: FlowFiles, folder: string): Promise<Understanding> {
  const options = { base: process.cwd(), folder };
  const name = files.tasksFile === undefined ? '' : path.basename(files.tasksFile);
  const [reading] = await readFlows([files], options);
  const [obstacle] = reading?.obstacles ?? [];
  if (reading?.checked.ok && obstacle === undefined) {
    const signatures = reading.tasks.signatures();
    return { ...settle(reading, reading.checked, signatures), signatures, outdated: [] };
  }
  // The flow by itself: a tasks file that is being written is no reason to wait.
  const { tasksFile: _, ...alone } = files;
  const [bare] = await readFlows([alone], options);
  if (bare === undefined || !bare.checked.ok || bare.obstacles.length > 0) throw mistakesOf(bare);
  const settled = settle(bare, bare.checked, new Map());
  if (obstacle !== undefined) {
    const problem = `${name} does not load, so that only its text was read: ${obstacle.diagnostic.message.replace(/\.$/, '')}`;
    return { ...settled, signatures: undefined, problem, outdated: [] };
  }
  const problem = `the flow and ${name} do not fit each other: flowlang validate --tasks-file ${name} shows where`;
  const signatures = reading?.tasks.signatures() ?? new Map();
  return { ...settled, signatures, problem, outdated: outdatedOf(settled.tasks, signatures, checker(bare)) };
}

function outdatedOf(tasks: readonly TaskStub[], signatures: Signatures, check: Check): readonly TaskStub[] {
  return tasks.filter(({ name }) => {
    const signature = signatures.get(name);
    return signature?.implemented === false && check(new Map([[name, signature]])).checked === undefined;
  });
}

function mistakesOf(reading: FlowReading | undefined): ProjectError {
  const found = (reading?.checked.diagnostics ?? []).map((diagnostic) => ({ diagnostic, source: reading?.source }));
  const frames = [...(reading?.obstacles ?? []), ...found].flatMap(({ diagnostic, source }) =>
    source && DIAGNOSTICS[diagnostic.code].severity === 'error' ? [formatDiagnostic(diagnostic, source)] : [],
  );
  return new ProjectError(`The flow has mistakes. Mend them first; nothing was written.\n\n${frames.join('\n\n')}`);
}

type Signatures = ReadonlyMap<string, TaskSignature>;

/** Infers results from how they are read, keeps those with which the flow is as sound as before, and infers inputs. */
function settle(
  reading: FlowReading,
  first: CheckedFlow,
  signatures: Signatures,
): CheckedFlow & Pick<Understanding, 'tasks'> {
  const check = checker(reading);
  const wanted = [...outputsOf(first, signatures)].filter(([name]) => signatures.get(name) === undefined);
  const before = check(signatures).warnings;
  const isSound = (outputs: ReadonlyMap<string, ValueType>) =>
    check(withOutputs(signatures, outputs)).warnings <= before;
  let outputs = new Map(wanted);
  if (!isSound(outputs)) {
    outputs = new Map();
    for (const [name, type] of wanted) if (isSound(new Map([...outputs, [name, type]]))) outputs.set(name, type);
  }
  const { flow, types } = check(withOutputs(signatures, outputs)).checked ?? first;
  const steps = Map.groupBy(taskSteps({ flow, types }), ({ step }) => step.task);
  const tasks = [...steps].map(([name, named]): TaskStub => {
    const output = signatures.get(name)?.output ?? outputs.get(name);
    return {
      name,
      description: named.find(({ step }) => step.description !== undefined)?.step.description?.trim() ?? inWords(name),
      input: joinedInputs(named.map(({ inputs }) => inputs)),
      ...(output !== undefined && { output }),
    };
  });
  return { flow, types, tasks };
}

function withOutputs(signatures: Signatures, outputs: ReadonlyMap<string, ValueType>): Signatures {
  return new Map([
    ...signatures,
    ...[...outputs].map(([name, output]) => [name, { implemented: false, output }] as const),
  ]);
}

interface Checked {
  readonly checked?: CheckedFlow;
  readonly warnings: number;
}

type Check = (tasks: Signatures) => Checked;

/** Checks the same flow beside the same others, with other tasks. */
function checker(reading: FlowReading): Check {
  const own = reading.sourceOf(reading.source.file);
  const others = new Map<string, ProjectSource>();
  const gather = ({ types }: CheckedFlow): void => {
    for (const subflow of types.subflows.values()) {
      const source = reading.sourceOf(subflow.file);
      if (source === undefined || source === own || others.has(subflow.file)) continue;
      others.set(subflow.file, { ...source, isServed: false });
      gather(subflow);
    }
  };
  if (reading.checked.ok) gather(reading.checked);
  return (tasks) => {
    if (own === undefined) return { warnings: 0 };
    const result = checkProject([{ ...own, tasks, isServed: true }, ...others.values()]).get(own.parsed);
    return result?.ok
      ? { checked: result, warnings: result.diagnostics.length }
      : { warnings: Number.POSITIVE_INFINITY };
  };
}

function outputsOf(checked: CheckedFlow, signatures: Signatures): ReadonlyMap<string, ValueType> {
  const found = new Map<string, ValueType>();
  for (const { flow, types } of [...sharing(checked)].toReversed())
    for (const [name, type] of taskOutputs(flow, types, signatures)) found.set(name, type);
  return found;
}

interface NamedStep {
  readonly step: TaskStep;
  readonly inputs: ValueType;
}

function taskSteps(checked: CheckedFlow): readonly NamedStep[] {
  return [...sharing(checked)].flatMap(({ flow, types }) => {
    const steps = [...allSteps(flow)].flatMap((step) => (step.kind === 'task' ? [step] : []));
    const inOrder = steps.toSorted((a, b) => a.taskRange.start - b.taskRange.start);
    return inOrder.map((step) => ({ step, inputs: types.steps.get(step)?.inputs ?? {} }));
  });
}

/** The flow, and those that it runs with its own tasks; a flow.yaml of another folder will have its own. */
function sharing(checked: CheckedFlow): ReadonlySet<CheckedFlow> {
  const found = new Set([checked]);
  const files = new Set<string>();
  // A set goes on with what is added to it.
  for (const { types } of found) {
    for (const subflow of types.subflows.values()) {
      if (subflow.hasOwnTasks || path.basename(subflow.file) === 'flow.yaml' || files.has(subflow.file)) continue;
      files.add(subflow.file);
      found.add(subflow);
    }
  }
  return found;
}

/** `ChargeCard` → `Charge card`. */
function inWords(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase();
  return words === '' ? name : words.slice(0, 1).toUpperCase() + words.slice(1);
}
