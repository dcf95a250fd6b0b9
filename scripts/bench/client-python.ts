/** What the Python client adds to a call, against bare httpx in the same process and the same run. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PYTHON } from '../workspace.ts';
import { MeasuredServer } from './load.ts';
import type { Row } from './measure.ts';

const BOUND = 1.15;

/** What client_python.py prints. */
type Measured = Readonly<Record<'sync' | 'async', { readonly ratio: number; readonly microseconds: number }>>;

export async function clientPythonRows(): Promise<Row[]> {
  const server = await MeasuredServer.start('flowlang-server.ts');
  try {
    const script = path.join(import.meta.dirname, 'client_python.py');
    const { stdout } = await promisify(execFile)(PYTHON, [script, `http://127.0.0.1:${server.port}`]);
    const measured = JSON.parse(stdout) as Measured; // our own script's
    return (['sync', 'async'] as const).map((kind) => {
      const { ratio, microseconds } = measured[kind];
      return {
        what: `Python client, ${kind}: time of a call against bare httpx`,
        ratio: `${ratio.toFixed(2)}× (${microseconds.toFixed(0)} µs)`,
        bound: `≤ ${BOUND}×`,
        met: ratio <= BOUND,
      };
    });
  } finally {
    server.stop();
  }
}
