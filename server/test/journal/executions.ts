/** Executions as journals first hear of them, and what becomes of them. */
import type { FlowCancelled, FlowCompleted, FlowEvent, FlowFailed, FlowStarted, StepStarted } from '@flowlang/openapi';
import type { ExecutionHead, Journal, NewExecution } from '../../src/engine/journal.ts';
import { uuidv7 } from '../../src/world.ts';

export function newExecution(execution_id: string, changes: Partial<ExecutionHead> = {}): NewExecution {
  const head: ExecutionHead = {
    execution_id,
    flow: 'F',
    created_at: 0,
    inputs: {},
    principal: 'anonymous',
    origin: 'api',
    attempt: 1,
    ...changes,
  };
  return { head, plan: { fingerprint: 'plan', source: () => 'the source of the plan' } };
}

/** When all that happens here does. */
export const TIME = '2026-01-01T00:00:00.000Z';

/** One execution that a test tells the story of, event by event. */
export class Story {
  readonly id: string;
  readonly execution: NewExecution;
  readonly events: FlowEvent[] = [];
  private readonly journal: Journal;

  constructor(journal: Journal, changes: Partial<ExecutionHead> = {}, more: Partial<NewExecution> = {}) {
    this.journal = journal;
    this.id = changes.execution_id ?? uuidv7();
    this.execution = { ...newExecution(this.id, changes), ...more };
  }

  /** Created without a key. */
  static async begin(
    journal: Journal,
    changes: Partial<ExecutionHead> = {},
    more: Partial<NewExecution> = {},
  ): Promise<Story> {
    const story = new Story(journal, changes, more);
    await journal.create(story.execution);
    return story;
  }

  start(): this {
    const { inputs } = this.execution.head;
    return this.append<FlowStarted>({ type: 'flow_started', step_id: null, status: 'running', inputs });
  }

  /** So many steps begin. */
  steps(count: number, text = ''): this {
    const step = { step_id: 'a', kind: 'task', task: 'T', path: 'steps[0]', status: 'running', attempt: 1 } as const;
    for (let left = count; left > 0; left -= 1)
      this.append<StepStarted>({ type: 'step_started', ...step, inputs: { text } });
    return this;
  }

  complete(): this {
    return this.append<FlowCompleted>({
      type: 'flow_completed',
      step_id: null,
      status: 'completed',
      success: true,
      outputs: { answer: 42 },
      duration_ms: 1,
    });
  }

  fail(): this {
    const error = { type: 'Error', message: 'no' };
    return this.append<FlowFailed>({
      type: 'flow_failed',
      step_id: null,
      status: 'failed',
      success: false,
      error,
      duration_ms: 1,
    });
  }

  cancel(): this {
    return this.append<FlowCancelled>({
      type: 'flow_cancelled',
      step_id: null,
      status: 'cancelled',
      reason: 'no longer wanted',
      cleanup_errors: [],
      duration_ms: 1,
    });
  }

  flush(): Promise<void> {
    return this.journal.flush(this.id);
  }

  private append<E extends FlowEvent>(event: Omit<E, 'seq' | 'execution_id' | 'flow' | 'timestamp'>): this {
    const { flow } = this.execution.head;
    const stamp = { seq: this.events.length + 1, execution_id: this.id, flow, timestamp: TIME };
    const complete = { ...stamp, ...event } as unknown as E; // A stamp and the rest of an event are that event.
    this.events.push(complete);
    this.journal.append(complete);
    return this;
  }
}

/** Created, completed and kept. */
export async function tell(
  journal: Journal,
  changes: Partial<ExecutionHead> = {},
  end: 'complete' | 'fail' | 'cancel' = 'complete',
): Promise<Story> {
  const story = await Story.begin(journal, changes);
  await story.start()[end]().flush();
  return story;
}

export async function isKept(journal: Journal, executionId: string): Promise<boolean> {
  return (await journal.record(executionId)) !== undefined;
}
