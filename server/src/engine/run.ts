/** One execution while it runs. */
import type { ExecutionError } from '@flowlang/openapi';
import { LimitError } from '../errors.ts';
import { Activity } from './activity.ts';
import type { ExecutionLogOptions } from './execution-log.ts';
import type { Allowance } from './json.ts';
import type { ExecutionLimits } from './limits.ts';
import type { StepIdentity } from './planned.ts';
import { errorType } from './policy.ts';
import type { Logger } from './ports.ts';
import { Replay } from './replay.ts';
import { Telling } from './telling.ts';
import { readThrown } from './thrown.ts';
import { Waits } from './waits.ts';

/** After so many steps the engine lets others have the event loop. */
const STEPS_BETWEEN_BREATHS = 200;

export interface RunOptions extends ExecutionLogOptions {
  /** The first execution of a line of retries: the idempotency keys of tasks begin with it. */
  readonly rootId: string;
  /** From 1. */
  readonly attempt: number;
  /** Of the request that began it. */
  readonly requestId?: string | undefined;
  readonly limits: ExecutionLimits;
  /** At so many ends of the process it was in flight. */
  readonly crashes?: number;
  /** Called when it begins to do nothing but wait, and when it goes on. */
  readonly onWaiting?: (isWaiting: boolean) => void;
}

export class Run extends Telling {
  readonly rootId: string;
  readonly attempt: number;
  private readonly requestId: string | undefined;
  readonly limits: ExecutionLimits;
  readonly crashes: number;
  readonly waits: Waits = new Waits();
  readonly activity: Activity;
  /** Only while the past is told again. */
  replay: Replay | undefined;
  /** Characters that its steps may still answer. */
  readonly outputs: Allowance;
  private steps = 0;

  constructor(options: RunOptions) {
    super(options);
    this.rootId = options.rootId;
    this.attempt = options.attempt;
    this.requestId = options.requestId;
    this.limits = options.limits;
    this.outputs = { left: options.limits.allOutput, all: options.limits.allOutput };
    this.crashes = options.crashes ?? 0;
    this.replay = options.past && new Replay(options.past.turns);
    this.activity = new Activity(options.onWaiting ?? (() => {}));
  }

  /** @throws LimitError if it has taken more steps or events than an execution may */
  countStep(): void {
    this.steps += 1;
    const { steps } = this.limits;
    if (this.steps > steps) throw new LimitError(`The execution took more than ${steps} steps`);
    this.throwIfTooManyEvents();
  }

  /** @throws LimitError */
  throwIfTooManyEvents(): void {
    const { events } = this.limits;
    if (this.seq > events) throw new LimitError(`The execution has more than ${events} events`);
  }

  /** It is time to let others run: a flow of 100,000 quick steps must not stall the server. */
  get isOutOfBreath(): boolean {
    return this.steps % STEPS_BETWEEN_BREATHS === 0;
  }

  breathe(): Promise<void> {
    this.replay?.touch();
    return this.world.clock.breathe();
  }

  /** For the task of a step: its lines tell whose they are. */
  loggerOf({ path, task }: StepIdentity): Logger {
    const { secrets } = this;
    const { logger } = this.world;
    const whose = { execution_id: this.id, request_id: this.requestId, flow: this.flow, task, path };
    const log = (level: keyof Logger) => (fields: object, message: string) => {
      if (secrets === undefined) logger[level]({ ...whose, ...fields }, message);
      else logger[level]({ ...whose, ...secrets.hide(fields) }, secrets.hide(message));
    };
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  }

  override stepProgress(step: StepIdentity, progress: number, message: string | undefined): void {
    // The last events of an execution that has too many are kept for its end.
    if (this.seq <= this.limits.events) super.stepProgress(step, progress, message);
  }

  /** What callers may know of something that was thrown. */
  describe(thrown: unknown, at: { step_id?: string; task?: string; attempts?: number }): ExecutionError {
    const read = readThrown(thrown);
    const error = { type: errorType(read), message: this.world.redact(read.message), ...at };
    return this.secrets === undefined ? error : { ...error, ...this.hideTexts(error) };
  }

  /** Also the type and the step: an author may make them of an input. */
  private hideTexts({ type, message, step_id }: ExecutionError): Partial<ExecutionError> {
    const step = step_id === undefined ? {} : { step_id: this.hide(step_id) };
    return { type: this.hide(type), message: this.hide(message), ...step };
  }
}
