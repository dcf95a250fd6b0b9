/** The client that the hooks of a tree of components call. */
import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query';
import { createContext, createElement, type ReactElement, type ReactNode, useContext, useState } from 'react';
import type { FlowLangClient } from '../client.ts';
import { FlowLangError } from '../errors.ts';
import type { FlowMap, UntypedFlows } from '../flows.ts';

// Which flows it has, a context cannot say: the hooks are told by their own type argument.
const ClientContext = createContext<unknown>(undefined);

export interface FlowLangProviderProps<Flows extends FlowMap<Flows> = UntypedFlows> {
  readonly client: FlowLangClient<Flows>;
  readonly children?: ReactNode;
}

/** Uses the `QueryClientProvider` around it; where there is none, it brings a query client of its own. */
export function FlowLangProvider<Flows extends FlowMap<Flows>>({
  client,
  children,
}: FlowLangProviderProps<Flows>): ReactElement {
  const around = useContext(QueryClientContext);
  const [own] = useState(() => new QueryClient());
  const provided = createElement(ClientContext.Provider, { value: client }, children);
  return around === undefined ? createElement(QueryClientProvider, { client: own }, provided) : provided;
}

/** @throws FlowLangError outside of a {@link FlowLangProvider}. */
export function useFlowLangClient<Flows extends FlowMap<Flows> = UntypedFlows>(): FlowLangClient<Flows> {
  const client = useContext(ClientContext);
  if (client === undefined) {
    throw new FlowLangError('There is no client: put a <FlowLangProvider client={…}> around the component');
  }
  return client as FlowLangClient<Flows>; // the provider takes nothing else; its flows are those of the hooks
}
