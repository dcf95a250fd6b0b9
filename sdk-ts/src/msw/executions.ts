/** The executions of one set of handlers: begun, kept, found again. */
import { isObject } from '../check.ts';
import { MockExecution, type Outcome } from './execution.ts';
import { judgeBody, shownInputs } from './inputs.ts';
import { FailedRun, type MockAnswer } from './options.ts';
import { misfit, Problem } from './problem.ts';
import type { MockFlow, MockProject } from './project.ts';

type Values = Record<string, unknown>;
export type Answers = Readonly<Record<string, MockAnswer<Values, Values> | undefined>>;

export class MockExecutions {
  readonly #project: MockProject;
  readonly #answers: Answers;
  readonly #delay: number;
  /** Newest last. */
  readonly #all: MockExecution[] = [];
  readonly #given = new Map<MockExecution, Values>();
  readonly #byKey = new Map<string, { readonly body: string; readonly execution: MockExecution }>();

  constructor(project: MockProject, answers: Answers, delay: number) {
    this.#project = project;
    this.#answers = answers;
    this.#delay = delay;
  }

  begin(flow: string, body: unknown, key: string | null): MockExecution {
    const { inputs: schema } = this.#flow(flow);
    const judged = judgeBody(schema, body);
    if ('faults' in judged) throw misfit('invalid_inputs', 'the inputs', judged.faults);
    return this.#once(flow, key, JSON.stringify(judged.inputs), () => this.#start(flow, judged.inputs));
  }

  retry(flow: string, id: string, key: string | null): MockExecution {
    const parent = this.find(flow, id);
    if (parent.status !== 'failed') {
      throw new Problem(
        'execution_not_failed',
        `The execution "${id}" is ${parent.status}; only one that failed is retried.`,
      );
    }
    return this.#once(flow, key, `retry of ${id}`, () => this.#start(flow, this.#given.get(parent) ?? {}, parent));
  }

  find(flow: string, id: string): MockExecution {
    const found = this.#all.find((one) => one.id === id && one.flow === flow);
    if (found !== undefined) return found;
    this.#flow(flow);
    throw new Problem('execution_not_found', `The flow ${flow} has no execution "${id}".`);
  }

  /** Newest first. */
  list(flow: string): MockExecution[] {
    this.#flow(flow);
    return this.#all.filter((one) => one.flow === flow).reverse();
  }

  #flow(name: string): MockFlow {
    return flowNamed(this.#project, name);
  }

  #once(flow: string, key: string | null, body: string, make: () => MockExecution): MockExecution {
    if (key === null) return make();
    const place = `${flow} ${key}`;
    const known = this.#byKey.get(place);
    if (known === undefined) {
      const execution = make();
      this.#byKey.set(place, { body, execution });
      return execution;
    }
    if (known.body !== body)
      throw new Problem('idempotency_key_reused', 'The key was used with other inputs. Make a new one.');
    return known.execution;
  }

  #start(flow: string, inputs: Values, parent?: MockExecution): MockExecution {
    const script = this.#flow(flow);
    const id = `00000000-0000-7000-8000-${String(this.#all.length + 1).padStart(12, '0')}`;
    const shown = shownInputs(script.inputs, inputs);
    const execution = new MockExecution({
      id,
      flow,
      script,
      inputs: shown,
      delay: this.#delay,
      ...(parent && { parent }),
    });
    this.#all.push(execution);
    this.#given.set(execution, inputs);
    // A fault of the handlers themselves; the execution would never end.
    execution.run(this.#outcome(flow, inputs, script)).catch((error: unknown) => execution.cancel(String(error)));
    return execution;
  }

  async #outcome(flow: string, inputs: Values, { outputs: sample, steps }: MockFlow): Promise<Outcome> {
    const answer = this.#answers[flow] ?? {};
    try {
      const came = typeof answer === 'function' ? await answer(structuredClone(inputs)) : answer;
      if (came instanceof FailedRun) return { failure: checked(came, flow, steps) };
      return { outputs: { ...sample, ...(isObject(came) ? came : {}) } };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { failure: new FailedRun(name, message, undefined) };
    }
  }
}

export function flowNamed({ flows }: MockProject, name: string): MockFlow {
  const flow = Object.hasOwn(flows, name) ? flows[name] : undefined;
  if (flow !== undefined) return flow;
  throw new Problem('flow_not_found', `There is no flow ${JSON.stringify(name)}. GET /flows lists those there are.`);
}

/** @throws TypeError, which the execution then ends with: a step that is misspelt shall not be passed over. */
function checked(failure: FailedRun, flow: string, steps: MockFlow['steps']): FailedRun {
  const ids = new Set(steps.flatMap(({ type, step_id }) => (type === 'step_started' ? step_id : [])));
  if (failure.stepId === undefined || ids.has(failure.stepId)) return failure;
  throw new TypeError(`${flow} has no step "${failure.stepId}" to fail in; it has ${[...ids].join(', ')}`);
}
