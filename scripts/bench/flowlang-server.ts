/** The server that is measured, in a process of its own. */
import path from 'node:path';
import { startServer } from 'flowlang/server';
import { reportTo } from './report.ts';

const server = await startServer({ location: { projectDir: path.join(import.meta.dirname, 'project') }, port: 0 });
reportTo(process, server.port);
