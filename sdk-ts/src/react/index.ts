/** The door of `@flowlang/client/react`. */
export { createFlowHooks, type FlowHooks } from './create-flow-hooks.ts';
export { FlowLangProvider, type FlowLangProviderProps, useFlowLangClient } from './provider.ts';
export type { StepState, StepStatus } from './steps.ts';
export type { StepId, StreamEnd, StreamProgress, StreamState } from './stream-state.ts';
export {
  type FlowActions,
  type FlowState,
  type FlowVariables,
  type UseFlowOptions,
  type UseFlowResult,
  useFlow,
} from './use-flow.ts';
export { type StreamActions, type UseFlowStreamResult, useFlowStream } from './use-flow-stream.ts';
