/**
 * The centre of FlowLang: what a flow *means*, after its text has been read.
 *
 * The engine, the checker, the contract, the scaffolder and the diagram all read this model; nothing else reads YAML.
 * Spellings are normalised here: there is one way to say each thing. Every node carries the range of the text it came
 * from, so that whatever is found wrong with it later can be shown under the right character.
 */
import type { Expression } from './expression/ast.ts';
import type { Json, Node, Range } from './node.ts';

export type { Json, Node, Range };

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** What is known of a value: a JSON Schema (2020-12). `{}` is `any`, nothing is known. */
export interface ValueType {
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly properties?: Readonly<Record<string, ValueType>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ValueType;
  readonly items?: ValueType;
  readonly anyOf?: readonly ValueType[];
  readonly oneOf?: readonly ValueType[];
  readonly allOf?: readonly ValueType[];
  readonly [keyword: string]: unknown;
}

export interface Flow extends Node {
  readonly name: string;
  readonly nameRange: Range;
  readonly version?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  readonly connections: readonly Connection[];
  readonly triggers: readonly Trigger[];
  readonly steps: readonly Step[];
  /** Run when the flow fails; it stays failed, unless they `exit`. */
  readonly onError?: readonly Step[];
  /** Run when the flow is cancelled. */
  readonly onCancel?: readonly Step[];
  /** Seconds for the whole execution. */
  readonly timeout?: number;
  /** No step events; a step's own `silent` overrides it. */
  readonly silent: boolean;
  /** `status`: step events carry no inputs and outputs. */
  readonly events: 'full' | 'status';
}

/**
 * `schema` holds the type, its constraints, the default and the description. What is sensitive in it is `writeOnly`: the
 * word that JSON Schema has for a value that is taken and never shown.
 */
export interface Input extends Node {
  readonly name: string;
  readonly required: boolean;
  readonly schema: ValueType;
}

/** A service that steps use. `env` can be read in its parameters, and nothing else. */
export interface Connection extends Node {
  readonly name: string;
  readonly type: string;
  readonly typeRange: Range;
  readonly parameters: MapValue;
}

/** What starts the flow by itself. `env` can be read in its parameters, and nothing else. */
export interface Trigger extends Node {
  readonly type: string;
  readonly typeRange: Range;
  readonly parameters: MapValue;
}

export interface Output extends Node {
  readonly name: string;
  readonly value: Value;
  /** What the author declared; without it the type is inferred. */
  readonly schema?: ValueType;
  readonly description?: string;
}

/** A value that may hold expressions. A subtree without any is one literal. */
export type Value = LiteralValue | ExpressionValue | TextValue | ListValue | MapValue;

export interface LiteralValue extends Node {
  readonly kind: 'literal';
  readonly value: Json;
}

/** Exactly one `${…}`: yields the value with its type. */
export interface ExpressionValue extends Node {
  readonly kind: 'expression';
  readonly expression: Expression;
}

/** Text around one or more `${…}`: strings go in as they are, everything else as JSON. */
export interface TextValue extends Node {
  readonly kind: 'text';
  readonly parts: readonly (string | Expression)[];
}

export interface ListValue extends Node {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface MapValue extends Node {
  readonly kind: 'map';
  /** A part of it could not be read, which was reported: who misses an entry says nothing. */
  readonly isPartial?: true;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: Value;
}

export type Condition = TestCondition | GroupCondition | NotCondition;

export interface TestCondition extends Node {
  readonly kind: 'test';
  readonly expression: Expression;
}

export interface GroupCondition extends Node {
  readonly kind: 'any' | 'all' | 'none';
  readonly conditions: readonly Condition[];
}

export interface NotCondition extends Node {
  readonly kind: 'not';
  readonly condition: Condition;
}

export type Step =
  | TaskStep
  | ConnectionStep
  | ParallelStep
  | BranchStep
  | SwitchStep
  | ForEachStep
  | WhileStep
  | SubflowStep
  | ExitStep
  | FailStep
  | WaitStep
  | WaitForStep;

export type StepKind = Step['kind'];

export interface StepBase extends Node {
  readonly id?: string;
  readonly idRange?: Range;
  /** An id with `${…}`, in the body of a loop: what it gives is the id of one iteration. Then there is no `id`. */
  readonly dynamicId?: Value;
  /** False means skipped. A `BranchStep` has its own `condition` and never a guard. */
  readonly guard?: Condition;
  readonly description?: string;
  /** Seconds. With `retry` it bounds one try. */
  readonly timeout?: number;
  readonly onError?: readonly Step[];
  /** Overrides that of the flow or of the step around. */
  readonly silent?: boolean;
  readonly dependsOn: readonly Name[];
}

/** A name that stands in the text by itself. */
export interface Name extends Node {
  readonly name: string;
}

export interface TaskStep extends StepBase {
  readonly kind: 'task';
  readonly task: string;
  readonly taskRange: Range;
  readonly inputs: MapValue;
  /** Names that the task returns at least; a missing one is null. */
  readonly outputs: readonly Name[];
  /** Name of the connection that the task gets as `ctx.connection`. */
  readonly connection?: Name;
  readonly retry?: Retry;
}

/** A built-in of a connection's plugin: `pg_query: {connection: db, …}`, and `task: pg_query` with the same as inputs. */
export interface ConnectionStep extends StepBase {
  readonly kind: 'connection';
  readonly builtin: string;
  readonly builtinRange: Range;
  readonly connection?: Name;
  readonly parameters: MapValue;
  readonly outputs: readonly Name[];
  readonly retry?: Retry;
}

/** `multiplier` and `maxDelay` bound the growth of `delay`; both delays are in seconds. */
export interface Retry extends Node {
  /** Number of tries, the first one included. */
  readonly maxAttempts: number;
  readonly delay: number;
  readonly backoff: 'fixed' | 'linear' | 'exponential';
  readonly multiplier: number;
  readonly maxDelay?: number;
  /** A fraction of the delay (0.2: a delay of 2 s is 1.6 to 2.4 s), or `full`: from nothing to the delay. */
  readonly jitter: number | 'full';
  /** Error types; without a list every retryable error is retried. */
  readonly retryOn?: readonly string[];
  readonly doNotRetryOn: readonly string[];
}

export interface ParallelStep extends StepBase {
  readonly kind: 'parallel';
  readonly branches: readonly (readonly Step[])[];
  readonly maxConcurrency?: number;
}

export interface BranchStep extends StepBase {
  readonly kind: 'if';
  readonly condition: Condition;
  readonly then: readonly Step[];
  readonly else: readonly Step[];
}

export interface SwitchStep extends StepBase {
  readonly kind: 'switch';
  readonly value: Value;
  readonly cases: readonly SwitchCase[];
  readonly default?: readonly Step[];
}

export interface SwitchCase extends Node {
  /** Any of them may match; compared like `==`. */
  readonly when: readonly Value[];
  readonly do: readonly Step[];
}

export interface ForEachStep extends StepBase {
  readonly kind: 'for_each';
  readonly list: Value;
  /** Name of the loop variable. */
  readonly as: string;
  readonly asRange: Range;
  readonly do: readonly Step[];
  readonly maxConcurrency: number;
  readonly onItemError: 'fail' | 'continue';
}

export interface WhileStep extends StepBase {
  readonly kind: 'while';
  readonly condition: Condition;
  readonly do: readonly Step[];
  /** The step fails when it would begin one more. */
  readonly maxIterations: number;
}

/** Runs another flow as a part of this one. */
export interface SubflowStep extends StepBase {
  readonly kind: 'subflow';
  /** Name of the flow, or of its folder or file. */
  readonly subflow: string;
  readonly subflowRange: Range;
  readonly inputs: MapValue;
  /** Names that the flow answers at least; a missing one is null. */
  readonly outputs: readonly Name[];
}

export interface FailStep extends StepBase {
  readonly kind: 'fail';
  readonly message: Value;
  /** The error's type: `FlowFailed` without it. */
  readonly type?: Value;
}

/** Exactly one of them is there. */
export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  readonly seconds?: Value;
  /** ISO 8601 with a time zone. */
  readonly until?: Value;
}

/** Its output is the payload that was delivered. */
export interface WaitForStep extends StepBase {
  readonly kind: 'wait_for';
  readonly event: Value;
  readonly schema?: ValueType;
}

export interface ExitStep extends StepBase {
  readonly kind: 'exit';
  readonly reason?: Value;
  /** Answered *instead of* the flow's declared outputs. */
  readonly outputs?: MapValue;
}
