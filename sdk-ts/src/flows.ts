/** What a map of flows is to the client, and what the client is without one. */
import type { FlowEvent } from './events.ts';
import type { CallOptions } from './options.ts';

/** What the client knows about one flow: an entry of the map that `flowlang generate client` writes. */
export interface FlowTypes {
  readonly inputs: object;
  readonly outputs: object;
  /** Not held to the shape of events: for 500 flows the compiler would look at each event of each step to do so. */
  readonly events: unknown;
  /** The events that its `wait_for` steps wait for, and what each takes. */
  readonly awaits?: object;
}

/** Bounds a map by its own keys, so that an interface, which has no index signature, is accepted. */
export type FlowMap<Flows> = { readonly [Name in keyof Flows]: FlowTypes };

/** The map in force when none is given: any name, and values that are not known. */
export type UntypedFlows = Record<
  string,
  {
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
    events: FlowEvent;
    awaits: Record<string, unknown>;
  }
>;

/** The names of a map of flows. */
export type FlowName<Flows> = keyof Flows & string;

/**
 * What follows the name of a flow: its inputs, which may be left out where none is required, and the options of the call.
 * A function of yours that passes both on takes `...args: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>`.
 */
export type FlowArguments<Inputs extends object, Options> =
  Record<never, never> extends Inputs
    ? [inputs?: Inputs | undefined, options?: Options]
    : [inputs: Inputs, options?: Options];

/** What an execution shows of its inputs: those of its first event. */
export type ShownInputs<Events> =
  Extract<Events, { readonly type: 'flow_started' }> extends { readonly inputs: infer Inputs extends object }
    ? Inputs
    : Record<string, unknown>;

/** The events that a flow waits for; any where its types do not tell. */
export type AwaitedEvents<Flow> = Flow extends { readonly awaits: infer Events extends object }
  ? Events
  : Record<string, unknown>;

/** What follows the name of an event: its payload, which may be left out where `null` is one, and the options of the call. */
export type PayloadArguments<Payload> = null extends Payload
  ? [payload?: Payload, options?: CallOptions]
  : [payload: Payload, options?: CallOptions];
