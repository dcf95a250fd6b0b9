/** What `flowlang generate msw` writes of a project: all that the handlers know of its flows. */
import type { FlowEvent } from '../events.ts';
import type { FlowDetail, TaskList } from '../wire.ts';

/** As much of a JSON Schema as there is. */
export type Schema = Readonly<Record<string, unknown>>;

export interface MockProject {
  readonly flows: Readonly<Record<string, MockFlow>>;
  /** Those that the handlers answer, as the contract has them. */
  readonly problems: Readonly<Record<ProblemCode, ProblemKind>>;
}

export interface MockFlow {
  readonly detail: FlowDetail;
  readonly tasks: TaskList;
  /** A Mermaid flowchart. */
  readonly diagram: string;
  /** By which its inputs are judged. Stands alone, as all schemas here do. */
  readonly inputs: Schema;
  /** What it answers unless it is told otherwise. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What its steps tell, in their order. */
  readonly steps: readonly MockStepEvent[];
  /** What its `wait_for` steps take, by their paths; one that is not here takes anything. */
  readonly payloads: Readonly<Record<string, Schema>>;
}

/** An event of a step, without what an execution gives to it. */
export interface MockStepEvent {
  readonly type: FlowEvent['type'];
  readonly status: FlowEvent['status'];
  readonly step_id: string;
  readonly kind: string;
  readonly path: string;
  readonly task?: string;
  readonly parent_step_id?: string;
  readonly [more: string]: unknown;
}

export interface ProblemKind {
  readonly type: string;
  readonly title: string;
  readonly status: number;
}

export type ProblemCode =
  | 'execution_ended'
  | 'execution_not_failed'
  | 'execution_not_found'
  | 'flow_not_found'
  | 'idempotency_key_reused'
  | 'invalid_inputs'
  | 'invalid_json'
  | 'invalid_payload'
  | 'invalid_request'
  | 'not_waiting';
