/** Hot reload: how long an edit takes from the save to the first answer that has it, and what a thousand of them cost. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../workspace.ts';
import type { Row } from './measure.ts';

const FLOWS = 100;
const TIMED_SAVES = 200;
const SAVES_UNDER_LOAD = 1000;
const CALLERS = 8;

/** Milliseconds between two saves under load. */
const RHYTHM = 50;

const KINDS = ['flow.yaml', 'flow.ts', 'part.ts'] as const;

/** What a flow answers says which save of which of its files is in force. */
function fileOf(kind: (typeof KINDS)[number], flow: number, mark: string): string {
  switch (kind) {
    case 'flow.yaml':
      return `flow: Flow${flow}
inputs: [{ name: amount, type: number }]
steps:
  - { task: Price, id: price, inputs: { amount: "\${inputs.amount}" } }
  - if: \${price.total > 10}
    then: [{ task: Note, id: note, inputs: { text: large }, outputs: [text] }]
outputs: [{ name: marks, value: ["${mark}", "\${price.mark}", "\${price.part}"] }]
`;
    case 'flow.ts':
      return `import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';
import { part } from './part.ts';
export default defineTasks({
  Price: defineTask({
    input: z.object({ amount: z.number() }),
    output: z.object({ total: z.number(), mark: z.string(), part: z.string() }),
    run: ({ amount }) => ({ total: amount * 2, mark: '${mark}', part }),
  }),
  Note: defineTask({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }), run: (note) => note }),
});
`;
    case 'part.ts':
      return `export const part: string = '${mark}';\n`;
  }
}

class ReloadedProject {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'flowlang-reload-'));
  readonly agent = new Agent({ keepAlive: true });

  constructor() {
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.dir, 'node_modules'));
    writeFileSync(path.join(this.dir, 'package.json'), '{ "type": "module" }');
    for (let flow = 0; flow < FLOWS; flow++) {
      mkdirSync(path.join(this.dir, 'flows', `f${flow}`), { recursive: true });
      for (const kind of KINDS) this.save(kind, flow, 'first');
    }
  }

  save(kind: (typeof KINDS)[number], flow: number, mark: string): void {
    writeFileSync(path.join(this.dir, 'flows', `f${flow}`, kind), fileOf(kind, flow, mark));
  }

  /** What is in force of the flow's files, in the order of the kinds. */
  marks(port: number, flow: number): Promise<readonly string[]> {
    const options = { port, path: `/flows/Flow${flow}/execute`, method: 'POST', agent: this.agent };
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request({ ...options, host: '127.0.0.1', headers }, async (answer) => {
        const text = (await Array.fromAsync(answer)).join('');
        const { outputs } = JSON.parse(text) as { readonly outputs?: { readonly marks: readonly string[] } }; // Of our flows.
        if (answer.statusCode === 200 && outputs !== undefined) resolve(outputs.marks);
        else reject(new Error(`${answer.statusCode}: ${text}`));
      });
      sent.on('error', reject);
      sent.end('{"amount": 7}');
    });
  }

  remove(): void {
    this.agent.destroy();
    rmSync(this.dir, { recursive: true });
  }
}

export async function reloadRows(): Promise<Row[]> {
  const project = new ReloadedProject();
  const child = fork(path.join(import.meta.dirname, 'reload-server.ts'), [path.join(project.dir, 'flows')]);
  const report = async () => (await once(child, 'message'))[0] as { readonly port: number; readonly heap: number }; // Its own.
  const heap = async (): Promise<number> => {
    child.send('report');
    return (await report()).heap;
  };
  try {
    const { port } = await report();
    const times = await timeSaves(project, port);
    const before = await heap();
    const { failed, answered } = await saveUnderLoad(project, port);
    const cost = ((await heap()) - before) / SAVES_UNDER_LOAD / 1024;
    const [p50, p95] = [0.5, 0.95].map(
      (share) => times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0,
    );
    return [
      {
        what: `from a save to the first answer that has it, ${FLOWS} flows, p95`,
        ratio: `${p95?.toFixed(0)} ms (p50 ${p50?.toFixed(0)} ms)`,
        bound: '≤ 150 ms',
        met: (p95 ?? 0) <= 150,
      },
      {
        what: `${SAVES_UNDER_LOAD} saves under load: requests that failed`,
        ratio: `${failed} of ${answered}`,
        bound: '0',
        met: failed === 0,
      },
      {
        what: 'memory that a save costs for good',
        ratio: `${cost.toFixed(0)} KB`,
        bound: '≤ 100 KB',
        met: cost <= 100,
      },
    ];
  } finally {
    child.kill();
    project.remove();
  }
}

async function timeSaves(project: ReloadedProject, port: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let save = 0; save < TIMED_SAVES; save++) {
    const which = save % KINDS.length;
    const flow = (save * 37) % FLOWS;
    const begun = performance.now();
    project.save(KINDS[which] ?? 'flow.yaml', flow, `timed ${save}`);
    while ((await project.marks(port, flow))[which] !== `timed ${save}`) await pause(1);
    times.push(performance.now() - begun);
    await pause(20);
  }
  return times;
}

async function saveUnderLoad(project: ReloadedProject, port: number) {
  let isOver = false;
  let [failed, answered] = [0, 0];
  const call = async (caller: number): Promise<void> => {
    for (let turn = caller; !isOver; turn++) {
      await project.marks(port, turn % FLOWS).catch((thrown) => {
        failed += 1;
        console.error(String(thrown));
      });
      answered += 1;
    }
  };
  const callers = Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  for (let save = 0; save < SAVES_UNDER_LOAD; save++) {
    project.save(KINDS[save % KINDS.length] ?? 'flow.yaml', (save * 37) % FLOWS, `loaded ${save}`);
    await pause(RHYTHM);
  }
  await pause(1000);
  isOver = true;
  await callers;
  return { failed, answered };
}
