/** The hooks of this page, typed by the flows that the server has. */
import { FlowLangClient } from '@flowlang/client';
import { createFlowHooks, type StepId } from '@flowlang/client/react';
import type { Flows } from './flowlang.gen.ts';

export const { FlowLangProvider, useFlowStream } = createFlowHooks<Flows>();

/** The server of the page passes `/api` on to the one that runs flows. */
export const client = new FlowLangClient<Flows>({ baseUrl: `${location.origin}/api` });

export type Order = Flows['OrderProcessor']['inputs'];
export type OrderStep = StepId<Flows['OrderProcessor']['events']>;
export type OrderStream = ReturnType<typeof useFlowStream<'OrderProcessor'>>;
