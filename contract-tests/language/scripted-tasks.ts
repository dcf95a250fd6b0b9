/** Makes the tasks of a case from their scripts. Every tasks file of a case is one call of {@link scriptedTasks}. */
import { setTimeout as wait } from 'node:timers/promises';
import { defineTask, defineTasks, NonRetryableError, notImplemented, type TaskContext, type TaskMap } from 'flowlang';
import { type JsonSchema, schemaOf } from './scripted-schema.ts';

/** What a task does when it is called. What says nothing of a result returns the inputs. */
export interface Behaviour {
  /** Seconds to wait first; the signal ends it. */
  readonly waits?: number;
  /** Waits until the signal fires. */
  readonly hangs?: true;
  /** Does not listen to the signal. */
  readonly deaf?: true;
  /** Reports progress: a fraction, and a message or none. */
  readonly progress?: readonly (readonly [fraction: number, message?: string])[];
  readonly throws?: { readonly type?: string; readonly message?: string; readonly retryable?: false };
  /** Changes its inputs wherever it can. */
  readonly mutates?: true;
  readonly returns?: unknown;
  /** What stands at this path of the inputs: `order.total`. */
  readonly returns_input?: string;
  /** These fields of the task's context. */
  readonly returns_context?: readonly ('attempt' | 'execution_id' | 'idempotency_key')[];
  /** A value that JSON does not have. */
  readonly returns_odd?: keyof typeof ODD;
}

/** A list is a behaviour for each call of an execution; the last one stays. */
export type Script = Behaviour | readonly Behaviour[];

/** With schemas that are enforced; `pending` is written but not implemented, `absent` is not in the file at all. */
export type TaskScript =
  | Script
  | { readonly input?: JsonSchema; readonly output?: JsonSchema; readonly does: Script }
  | 'pending'
  | 'absent';

export type TaskScripts = Readonly<Record<string, TaskScript>>;

type Inputs = Record<string, unknown>;

export function scriptedTasks(scripts: TaskScripts): TaskMap {
  const written = Object.entries(scripts).filter(([, script]) => script !== 'absent');
  return defineTasks(Object.fromEntries(written.map(([name, script]) => [name, taskOf(name, script)])));
}

function taskOf(name: string, script: TaskScript): TaskMap[string] {
  if (script === 'pending' || script === 'absent') return notImplemented(name);
  if (!('does' in script)) return scripted(script);
  const { input, output, does } = script;
  const run = scripted(does);
  return defineTask<Inputs, unknown>({
    ...(input && { input: schemaOf<Inputs>(input) }),
    ...(output && { output: schemaOf<unknown>(output) }),
    run: (inputs, context) => run(inputs, context),
  });
}

function scripted(script: Script): (inputs: Inputs, context: TaskContext) => unknown {
  const behaviours = Array.isArray(script) ? script : [script];
  const calls = new Map<string, number>();
  return (inputs, context) => {
    const call = calls.get(context.execution_id) ?? 0;
    calls.set(context.execution_id, call + 1);
    return behave(behaviours[Math.min(call, behaviours.length - 1)] ?? {}, inputs, context);
  };
}

/** Answers at once where nothing is waited for: the engine treats such tasks in a way of their own. */
function behave(behaviour: Behaviour, inputs: Inputs, context: TaskContext): unknown {
  for (const [fraction, message] of behaviour.progress ?? []) context.progress(fraction, message);
  const { waits, hangs, deaf } = behaviour;
  if (waits === undefined && !hangs) return conclude(behaviour, inputs, context);
  const signal = deaf ? undefined : context.signal;
  // Ended in any case: no test leaves anything behind.
  return wait((waits ?? 5) * 1000, undefined, { ...(signal && { signal }) }).then(() =>
    conclude(behaviour, inputs, context),
  );
}

function conclude(behaviour: Behaviour, inputs: Inputs, context: TaskContext): unknown {
  const { throws, returns_input, returns_context, returns_odd } = behaviour;
  if (behaviour.mutates) mutate(inputs);
  if (throws !== undefined) throw errorOf(throws);
  if (returns_input !== undefined) return at(inputs, returns_input);
  if (returns_context !== undefined) return Object.fromEntries(returns_context.map((key) => [key, context[key]]));
  if (returns_odd !== undefined) return ODD[returns_odd]();
  return 'returns' in behaviour ? behaviour.returns : inputs;
}

function errorOf({ type = 'Error', message = 'It failed.', retryable }: NonNullable<Behaviour['throws']>): Error {
  const error = Object.assign(new Error(message), { name: type });
  return retryable === false ? new NonRetryableError(message, { cause: error }) : error;
}

function mutate(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) mutate(inner);
  if (Array.isArray(value)) value.push('mutated');
  else Object.assign(value, { mutated: true });
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, key) => Object(inner)[key], value);
}

const ODD = {
  function: () => ({ value: () => 1 }),
  bigint: () => ({ value: 10n }),
  nan: () => ({ value: Number.NaN }),
  infinity: () => ({ value: Number.POSITIVE_INFINITY }),
  map: () => ({ value: new Map([['a', 1]]) }),
  undefined: () => undefined,
  date: () => ({ value: new Date(Date.UTC(2026, 0, 31, 9)) }),
  cycle: () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    return value;
  },
};
