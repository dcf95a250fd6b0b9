/** What `useFlowStream` shows of an execution. */
import type { FlowExecutionError } from '../errors.ts';
import type { FlowEvent } from '../events.ts';
import type { FlowFailure, FlowSuccess } from '../wire.ts';
import type { StepState } from './steps.ts';

/** How it stands, and what it came to. */
export type StreamEnd<Outputs extends object> =
  | { readonly status: 'idle' | 'starting' | 'running'; readonly result: undefined; readonly error: undefined }
  | { readonly status: 'completed'; readonly result: FlowSuccess<Outputs>; readonly error: undefined }
  | { readonly status: 'failed' | 'cancelled'; readonly result: FlowFailure; readonly error: FlowExecutionError }
  /** It could not be started or followed: the flow is not known, the inputs do not fit, the server is not there. */
  | { readonly status: 'error'; readonly result: undefined; readonly error: Error };

export interface StreamProgress<Event> {
  /** Undefined until the server has answered. */
  readonly executionId: string | undefined;
  readonly events: readonly Event[];
  /** What the events tell of the steps, in the order in which these began. */
  readonly steps: readonly StepState<StepId<Event>>[];
  /** What a task told last, whichever. */
  readonly message: string | undefined;
  /** It was asked to end, and has not ended yet. */
  readonly isCancelling: boolean;
}

/** Narrows on `status`. */
export type StreamState<Event = FlowEvent, Outputs extends object = Record<string, unknown>> = StreamProgress<Event> &
  StreamEnd<Outputs>;

/** The ids of the steps of a flow. */
export type StepId<Event> = Event extends { readonly step_id: infer Id extends string } ? Id : never;

/** Nothing has been started. */
export const IDLE = {
  status: 'idle',
  executionId: undefined,
  events: [],
  steps: [],
  message: undefined,
  isCancelling: false,
  result: undefined,
  error: undefined,
} satisfies StreamState;
