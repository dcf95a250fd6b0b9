/** The server that is measured with its journal on the disk, as `serve` has it by default, in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from 'flowlang/server';
import { reportTo } from './report.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const server = await startServer({
  location: { projectDir: path.join(import.meta.dirname, 'project') },
  port: 0,
  journal: `sqlite:${path.join(folder, 'executions.db')}`,
});
reportTo(process, server.port);
