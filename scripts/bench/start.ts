/** What a command costs before it does anything, against `node -e 0`: by the clock, as a person waits for it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FLOWLANG } from '../workspace.ts';
import { median, type Row } from './measure.ts';

const ROUNDS = 15;

const FLOW = `flow: Small
inputs: [{ name: number, type: integer }]
outputs: [{ name: doubled, value: "\${twice.value}" }]
steps: [{ task: Twice, id: twice, inputs: { number: "\${inputs.number}" } }]
`;

const COMMANDS = [
  { args: ['--version'], what: '`flowlang --version`', bound: 1.5 },
  { args: ['--help'], what: '`flowlang --help`', bound: 4 },
  { args: ['validate', 'flow.yaml'], what: '`flowlang validate` of a small flow', bound: 12 },
] as const;

export async function startRows(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'flowlang-start-'));
  writeFileSync(path.join(dir, 'flow.yaml'), FLOW);
  const rows = COMMANDS.map(({ args, what, bound }): Row => {
    const ratios: number[] = [];
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const bare = milliseconds(['-e', '0'], dir);
      const ours = milliseconds([FLOWLANG, ...args], dir);
      // The first fills the cache of compiled code.
      if (round === 0) continue;
      ratios.push(ours / bare);
      times.push(ours);
    }
    const ratio = median(ratios);
    const shown = `${ratio.toFixed(2)}× (${median(times).toFixed(0)} ms)`;
    return { what: `${what}, against \`node -e 0\``, ratio: shown, bound: `≤ ${bound}×`, met: ratio <= bound };
  });
  rmSync(dir, { recursive: true });
  return rows;
}

function milliseconds(args: readonly string[], cwd: string): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return performance.now() - began;
}
