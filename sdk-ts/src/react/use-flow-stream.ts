/** Runs a flow and follows it, step by step. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { FlowLangClient } from '../client.ts';
import type { FlowArguments, FlowMap, UntypedFlows } from '../flows.ts';
import type { ExecuteOptions } from '../options.ts';
import { keyed } from './keyed.ts';
import { useFlowLangClient } from './provider.ts';
import type { Source, Stream } from './run.ts';
import { IDLE, type StreamState } from './stream-state.ts';
import { StreamStore } from './stream-store.ts';

export interface StreamActions<Inputs extends object> {
  /** Runs the flow anew and follows it; what was followed before goes on unseen. */
  readonly start: (...args: FlowArguments<Inputs, ExecuteOptions>) => void;
  /** Follows an execution that is there already, from its first event: after a reload of the page, or of somebody else. */
  readonly follow: (executionId: string) => void;
  /**
   * Asks the execution to end, also of a component that leaves the page; the state is `cancelled` when it has. Rejects where
   * the server cannot be asked.
   */
  readonly cancel: (reason?: string) => Promise<void>;
  /** Follows it no longer, and forgets it. The execution goes on. */
  readonly reset: () => void;
}

export type UseFlowStreamResult<Inputs extends object, Event, Outputs extends object> = StreamState<Event, Outputs> &
  StreamActions<Inputs>;

/**
 * The component is rendered at most once a frame, however many events come. When it leaves the page it detaches: the
 * execution goes on at the server. Its type argument is given by {@link createFlowHooks}.
 */
export function useFlowStream<
  Flows extends FlowMap<Flows> = UntypedFlows,
  Name extends keyof Flows & string = keyof Flows & string,
>(flow: Name): UseFlowStreamResult<Flows[Name]['inputs'], Flows[Name]['events'], Flows[Name]['outputs']> {
  const client = useFlowLangClient<Flows>();
  const [store] = useState(() => new StreamStore());
  const latest = useRef({ client, flow });
  useEffect(() => {
    latest.current = { client, flow };
  });
  useEffect(() => {
    store.resume();
    return () => store.leave();
  }, [store]);
  const state = useSyncExternalStore<StreamState>(store.subscribe, store.getState, () => IDLE);
  const actions = useMemo<StreamActions<Flows[Name]['inputs']>>(
    () => ({
      start: (...args) => store.start(runOf(latest.current, args)),
      follow: (executionId) => store.start(executionOf(latest.current, executionId)),
      cancel: (reason) => store.cancel(reason),
      reset: () => store.reset(),
    }),
    [store],
  );
  // The document vouches for the flow's own types, as it does for those of the client; the store knows none.
  const typed = state as unknown as StreamState<Flows[Name]['events'], Flows[Name]['outputs']>;
  return { ...typed, ...actions };
}

interface Called<Flows extends FlowMap<Flows>, Name extends keyof Flows & string> {
  readonly client: FlowLangClient<Flows>;
  readonly flow: Name;
}

function runOf<Flows extends FlowMap<Flows>, Name extends keyof Flows & string>(
  called: Called<Flows, Name>,
  [inputs, options]: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>,
): Source {
  const { client, flow } = called;
  const args = [inputs, keyed(options)] as FlowArguments<Flows[Name]['inputs'], ExecuteOptions>; // as they came in
  return {
    begin: () => client.executeFlowStream(flow, ...args) as Stream, // the store knows no flow's own types
    resume: (id, after) => eventsOf(called, id, after),
  };
}

function executionOf<Flows extends FlowMap<Flows>, Name extends keyof Flows & string>(
  called: Called<Flows, Name>,
  executionId: string,
): Source {
  return { begin: () => eventsOf(called, executionId, 0), resume: (id, after) => eventsOf(called, id, after) };
}

function eventsOf<Flows extends FlowMap<Flows>, Name extends keyof Flows & string>(
  { client, flow }: Called<Flows, Name>,
  executionId: string,
  after: number,
): Stream {
  return client.executionEvents(flow, executionId, { after }) as Stream; // as above
}
