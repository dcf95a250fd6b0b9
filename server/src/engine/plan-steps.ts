/** From the steps of a flow to those of its plan. */
import {
  compileCondition,
  compileValue,
  type Json,
  nameOfStep,
  type Step,
  type StepEventKind,
  type Value,
  walkSteps,
} from '@flowlang/openapi';
import { judgePayload } from './inputs.ts';
import { branchNeeds, inOrder } from './plan-branches.ts';
import type { Compiled, PlannedStep, Planning, StepIdentity } from './planned.ts';

export function planSteps(steps: readonly Step[], path: string, planning: Planning): readonly PlannedStep[] {
  return steps.map((step, index) => planStep(step, `${path}[${index}]`, planning));
}

function planStep(step: Step, path: string, around: Planning): PlannedStep {
  const silent = step.silent ?? around.silent;
  const planning: Planning = silent === around.silent ? around : { ...around, silent };
  const inside = (steps: readonly Step[], where: string) => planSteps(steps, `${path}.${where}`, planning);
  const name = nameOfStep(step);
  const common = {
    path,
    id: step.id,
    name,
    dynamicId: step.dynamicId && { make: compileValue(step.dynamicId), range: step.dynamicId.range },
    guard: step.guard && compileCondition(step.guard),
    timeout: step.timeout,
    onError: step.onError && inside(step.onError, 'on_error'),
  };
  const identity = (kind: StepEventKind, task?: string): StepIdentity => {
    const tells = silent ? 'nothing' : planning.status ? 'status' : 'all';
    return { step_id: name, kind, path, tells, ...(task !== undefined && { task }) };
  };
  switch (step.kind) {
    case 'task': {
      const task = planning.tasks.get(step.task);
      return {
        ...common,
        kind: 'task',
        identity: identity('task', step.task),
        taskName: step.task,
        task,
        nearest: task === undefined ? planning.tasks.nearest?.(step.task) : undefined,
        inputs: compileValue(step.inputs),
        outputs: namesOf(step.outputs),
        retry: step.retry,
      };
    }
    case 'connection':
      return {
        ...common,
        kind: 'task',
        identity: identity('connection'),
        taskName: step.builtin,
        // Until there are plugins; the flow is not ready, so that nothing comes here.
        task: undefined,
        inputs: compileValue(step.parameters),
        outputs: namesOf(step.outputs),
        retry: step.retry,
      };
    case 'parallel': {
      const needs = branchNeeds(step.branches);
      return {
        ...common,
        kind: 'parallel',
        identity: identity('parallel'),
        branches: step.branches.map((branch, index) => inside(branch, `parallel[${index}]`)),
        maxConcurrency: step.maxConcurrency ?? Number.POSITIVE_INFINITY,
        needs,
        order: inOrder(step.branches.length, needs),
      };
    }
    case 'for_each':
      return {
        ...common,
        kind: 'for_each',
        identity: identity('for_each'),
        list: compileValue(step.list),
        listRange: step.list.range,
        as: step.as,
        fixedIds: fixedIds(step.do),
        // Inside a loop paths begin at its body: the interpreter puts the loop's own path and the index before them.
        body: planSteps(step.do, 'do', planning),
        maxConcurrency: step.maxConcurrency,
        onItemError: step.onItemError,
      };
    case 'while':
      return {
        ...common,
        kind: 'while',
        identity: identity('while'),
        condition: compileCondition(step.condition),
        body: planSteps(step.do, 'do', planning),
        maxIterations: step.maxIterations,
      };
    case 'subflow':
      return {
        ...common,
        kind: 'subflow',
        identity: identity('subflow'),
        plan: planning.planSubflow(step, silent),
        inputs: compileValue(step.inputs),
        outputs: namesOf(step.outputs),
      };
    case 'if':
      return {
        ...common,
        kind: 'if',
        condition: compileCondition(step.condition),
        whenTrue: inside(step.then, 'then'),
        whenFalse: inside(step.else, 'else'),
      };
    case 'switch':
      return {
        ...common,
        kind: 'switch',
        value: compileValue(step.value),
        cases: step.cases.map((one, index) => ({
          when: one.when.map(compileValue),
          body: inside(one.do, `cases[${index}].do`),
        })),
        otherwise: inside(step.default ?? [], 'default'),
      };
    case 'exit':
      return { ...common, kind: 'exit', reason: compiled(step.reason), outputs: compiled(step.outputs) };
    case 'fail':
      return { ...common, kind: 'fail', message: compileValue(step.message), type: compiled(step.type) };
    case 'wait': {
      const [seconds, until] = [compiled(step.seconds), compiled(step.until)];
      const valueRange = (step.seconds ?? step.until ?? step).range;
      return { ...common, kind: 'wait', identity: identity('wait'), seconds, until, valueRange };
    }
    case 'wait_for':
      return {
        ...common,
        kind: 'wait_for',
        identity: identity('wait_for'),
        event: compileValue(step.event),
        isFixed: step.event.kind === 'literal',
        eventRange: step.event.range,
        judge: judgePayload(step.schema),
      };
  }
}

function compiled(value: Value | undefined): Compiled<Json> | undefined {
  return value && compileValue(value);
}

function fixedIds(body: readonly Step[]): ReadonlySet<string> {
  return new Set([...walkSteps(body)].flatMap(({ id }) => id ?? []));
}

function namesOf(outputs: readonly { readonly name: string }[]): readonly string[] {
  return outputs.map(({ name }) => name);
}
