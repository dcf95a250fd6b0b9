/** How the handlers are told to answer. */
import type { FlowMap, UntypedFlows } from '../flows.ts';

export interface MockOptions<Flows extends FlowMap<Flows> = UntypedFlows> {
  /** Where the client looks for the server; any host, unless set. */
  readonly baseUrl?: string | undefined;
  /** Milliseconds before each event; none, unless set. */
  readonly delay?: number | undefined;
  /** What flows come to. One that is not here answers its sample. */
  readonly flows?: { readonly [Name in keyof Flows]?: MockAnswer<Flows[Name]['inputs'], Flows[Name]['outputs']> };
}

/** What a flow comes to, or what makes that of the inputs. A function that throws is a flow that fails so. */
export type MockAnswer<Inputs, Outputs> =
  | MockOutcome<Outputs>
  | ((inputs: Inputs) => MockOutcome<Outputs> | Promise<MockOutcome<Outputs>>);

/** Outputs are laid over those of the sample. */
export type MockOutcome<Outputs> = Partial<Outputs> | FailedRun;

/** Made by {@link flowFailure}. */
export class FailedRun {
  readonly type: string;
  readonly message: string;
  readonly stepId: string | undefined;

  constructor(type: string, message: string, stepId: string | undefined) {
    this.type = type;
    this.message = message;
    this.stepId = stepId;
  }
}

/** A flow that runs and fails: in a step, if one is named, else after its last. */
export function flowFailure(error: {
  readonly type: string;
  readonly message: string;
  readonly step_id?: string;
}): FailedRun {
  return new FailedRun(error.type, error.message, error.step_id);
}
