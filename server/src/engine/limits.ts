/** What one execution may take, so that no flow can take the server from the others. */
export interface ExecutionLimits {
  /** Steps that it runs, those in loops each time. */
  readonly steps: number;
  readonly events: number;
  /** Of what a step answers: about so many characters of JSON. */
  readonly output: number;
  /** Of what all its steps answer together, about: loops gather it, and each gathering is written as one text. */
  readonly allOutput: number;
  /** Seconds from its start to its end, waits included. */
  readonly time: number;
}

export interface EngineLimits extends ExecutionLimits {
  /** Executions that run at a time; those that only wait for a timer or an event do not count. */
  readonly concurrency: number;
  /** Executions that wait for their turn. */
  readonly queue: number;
  /** Executions that have not ended, whatever they do: each takes memory. */
  readonly unfinished: number;
}

export const DEFAULT_LIMITS: EngineLimits = {
  steps: 1_000_000,
  events: 250_000,
  output: 16 * 1024 * 1024,
  allOutput: 256 * 1024 * 1024,
  time: 365 * 86_400,
  concurrency: 1_000,
  queue: 1_000,
  unfinished: 250_000,
};
