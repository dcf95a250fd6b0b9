/** Runs a flow and waits for its outputs: a mutation of TanStack Query. */
import { type UseMutationOptions, type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import type { FlowArguments, FlowMap, UntypedFlows } from '../flows.ts';
import type { ExecuteOptions } from '../options.ts';
import { keyed } from './keyed.ts';
import { useFlowLangClient } from './provider.ts';

/** What a run was asked with: what the callbacks of the options get as their variables. */
export interface FlowVariables<Inputs> {
  readonly inputs: Inputs | undefined;
  readonly options: ExecuteOptions | undefined;
}

/** Callbacks and settings of TanStack Query: `onSuccess`, `onError`, `scope`, … */
export type UseFlowOptions<Inputs, Outputs> = Omit<
  UseMutationOptions<Outputs, Error, FlowVariables<Inputs>>,
  'mutationFn'
>;

/** How far it is; `data` and `error` narrow on `status`. */
export type FlowState<Outputs> =
  | { readonly status: 'idle'; readonly data: undefined; readonly error: null }
  | { readonly status: 'pending'; readonly data: undefined; readonly error: null }
  | { readonly status: 'success'; readonly data: Outputs; readonly error: null }
  | {
      readonly status: 'error';
      readonly data: undefined;
      /** A flow that ran and failed is a {@link FlowExecutionError}. */
      readonly error: Error;
    };

export interface FlowActions<Inputs extends object, Outputs> {
  /** Runs the flow; the state tells what comes of it. */
  readonly execute: (...args: FlowArguments<Inputs, ExecuteOptions>) => void;
  /** The same, as a promise of the outputs, which rejects with the error. */
  readonly executeAsync: (...args: FlowArguments<Inputs, ExecuteOptions>) => Promise<Outputs>;
  /** Ends the call; the state is idle again, and the server cancels the execution: see {@link ExecuteOptions.onAbort}. */
  readonly cancel: (reason?: unknown) => void;
  /** Forgets what the last run came to. One that is under way goes on. */
  readonly reset: () => void;
}

export type UseFlowResult<Inputs extends object, Outputs> = FlowState<Outputs> & FlowActions<Inputs, Outputs>;

/** Its type argument is given by {@link createFlowHooks}; without one any name is taken. */
export function useFlow<
  Flows extends FlowMap<Flows> = UntypedFlows,
  Name extends keyof Flows & string = keyof Flows & string,
>(
  flow: Name,
  options: UseFlowOptions<Flows[Name]['inputs'], Flows[Name]['outputs']> = {},
): UseFlowResult<Flows[Name]['inputs'], Flows[Name]['outputs']> {
  type Inputs = Flows[Name]['inputs'];
  type Outputs = Flows[Name]['outputs'];
  type Arguments = FlowArguments<Inputs, ExecuteOptions>;
  const client = useFlowLangClient<Flows>();
  const running = useRef<AbortController>(undefined);
  const mutation = useMutation<Outputs, Error, FlowVariables<Inputs>>({
    ...options,
    mutationFn: ({ inputs, options }) => {
      const args = [inputs, options] as FlowArguments<Inputs, ExecuteOptions>; // as they came in
      return client.executeFlow(flow, ...args).orThrow();
    },
  });
  const { mutate, mutateAsync, reset } = mutation;
  // Its signal is made here, since the mutation begins a moment later, and may be cancelled before; and its key, since TanStack
  // may try it anew.
  const begin = useCallback(([inputs, options]: Arguments): FlowVariables<Inputs> => {
    const own = new AbortController();
    running.current = own;
    const signal = options?.signal === undefined ? own.signal : AbortSignal.any([own.signal, options.signal]);
    return { inputs, options: { ...keyed(options), signal } };
  }, []);
  const execute = useCallback((...args: Arguments) => mutate(begin(args)), [mutate, begin]);
  const executeAsync = useCallback((...args: Arguments) => mutateAsync(begin(args)), [mutateAsync, begin]);
  const cancel = useCallback(
    (reason?: unknown) => {
      running.current?.abort(reason);
      reset();
    },
    [reset],
  );
  return { ...stateOf(mutation), execute, executeAsync, cancel, reset };
}

function stateOf<Inputs, Outputs>(
  mutation: UseMutationResult<Outputs, Error, FlowVariables<Inputs>>,
): FlowState<Outputs> {
  switch (mutation.status) {
    case 'success':
      return { status: 'success', data: mutation.data, error: null };
    case 'error':
      return { status: 'error', data: undefined, error: mutation.error };
    default:
      return { status: mutation.status, data: undefined, error: null };
  }
}
