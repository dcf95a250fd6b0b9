/** The flows that the tests of the hooks run, on a real server, and what `flowlang generate client` says of them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningServer, startServer } from 'flowlang/server';
import { afterAll, beforeAll, expect } from 'vitest';
import type { FlowEvent } from '../../src/index.ts';

type StepEvents<Id extends string> =
  | Extract<FlowEvent, { step_id: null }>
  | (Extract<FlowEvent, { step_id: string }> & { step_id: Id });

export interface Flows {
  Walk: { inputs: { to: string; by?: 'foot' | 'bus' }; outputs: { place: string }; events: StepEvents<'pack' | 'go'> };
  Endless: { inputs: { note?: string }; outputs: Record<string, never>; events: StepEvents<'stay'> };
  Broken: { inputs: { why?: string }; outputs: Record<string, never>; events: StepEvents<'fall'> };
  Busy: { inputs: { times: number[] }; outputs: Record<string, never>; events: FlowEvent };
}

const FLOWS = {
  walk: `
flow: Walk
inputs:
  - { name: to, type: string, minLength: 2 }
  - { name: by, type: string, enum: [foot, bus], default: foot }
outputs: [{ name: place, value: "\${go.place}" }]
steps:
  - { task: Pack, id: pack }
  - { task: Go, id: go, inputs: { to: "\${inputs.to}" }, retry: { max_attempts: 2, delay: 0.001 } }
`,
  endless: `
flow: Endless
inputs: [{ name: note, type: string, required: false }]
outputs: []
steps: [{ task: Stay, id: stay }]
`,
  broken: `
flow: Broken
inputs: [{ name: why, type: string, default: tired }]
outputs: []
steps: [{ task: Fall, id: fall, inputs: { why: "\${inputs.why}" } }]
`,
  busy: `
flow: Busy
inputs: [{ name: times, type: array, items: { type: integer } }]
outputs: []
steps: [{ for_each: "\${inputs.times}", as: one, do: [{ task: Tick }] }]
`,
};

const TASKS = `
import { defineTasks } from 'flowlang';
export default defineTasks({
  Pack: () => ({}),
  Go: ({ to }, { attempt, progress }) => {
    if (attempt === 1) throw new Error('missed the bus');
    progress(0.5, 'half way');
    return { place: to.toUpperCase() };
  },
  Stay: (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  Fall: ({ why }) => { throw new RangeError(why); },
  Tick: () => new Promise((resolve) => setTimeout(resolve, 1)),
});
`;

/** Serves them while the tests of a file run. */
export function serveForAll(): () => RunningServer {
  const dir = mkdtempSync(path.join(tmpdir(), 'flowlang-react-'));
  let server: RunningServer | undefined;
  beforeAll(async () => {
    symlinkSync(path.join(import.meta.dirname, '../../../node_modules'), path.join(dir, 'node_modules'));
    for (const [name, text] of Object.entries(FLOWS)) {
      mkdirSync(path.join(dir, name));
      writeFileSync(path.join(dir, name, 'flow.yaml'), text);
      writeFileSync(path.join(dir, name, 'flow.ts'), TASKS);
    }
    server = await startServer({ location: { multiDir: dir }, host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await server?.close(0);
    rmSync(dir, { recursive: true });
  });
  return () => server ?? expect.fail('it did not start');
}
