/** The hooks, typed by the flows of a project. */
import type { ReactElement } from 'react';
import type { FlowLangClient } from '../client.ts';
import type { FlowMap } from '../flows.ts';
import { FlowLangProvider, type FlowLangProviderProps, useFlowLangClient } from './provider.ts';
import { type UseFlowOptions, type UseFlowResult, useFlow } from './use-flow.ts';
import { type UseFlowStreamResult, useFlowStream } from './use-flow-stream.ts';

export interface FlowHooks<Flows extends FlowMap<Flows>> {
  FlowLangProvider(props: FlowLangProviderProps<Flows>): ReactElement;
  useFlowLangClient(): FlowLangClient<Flows>;
  // Parameters spell the names out: the compiler then lists them in its message.
  useFlow<Name extends keyof Flows & string>(
    flow: Name,
    options?: UseFlowOptions<Flows[Name]['inputs'], Flows[Name]['outputs']>,
  ): UseFlowResult<Flows[Name]['inputs'], Flows[Name]['outputs']>;
  useFlowStream<Name extends keyof Flows & string>(
    flow: Name,
  ): UseFlowStreamResult<Flows[Name]['inputs'], Flows[Name]['events'], Flows[Name]['outputs']>;
}

/**
 * Says once which flows there are: `export const { FlowLangProvider, useFlow, useFlowStream } = createFlowHooks<Flows>()`.
 * A hook that took the map as a type argument could not infer the name of the flow beside it.
 */
export function createFlowHooks<Flows extends FlowMap<Flows>>(): FlowHooks<Flows> {
  return {
    FlowLangProvider,
    useFlowLangClient: () => useFlowLangClient<Flows>(),
    useFlow: (flow, options) => useFlow<Flows, typeof flow>(flow, options),
    useFlowStream: (flow) => useFlowStream<Flows, typeof flow>(flow),
  };
}
