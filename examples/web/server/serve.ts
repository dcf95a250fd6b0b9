/** Serves OrderProcessor with tasks that take their time: `npm run server [port]`. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { startServer } from 'flowlang/server';

const { dirname } = import.meta;

// A flow is served with the tasks that stand beside it; its text is that of the example, and not written twice.
copyFileSync(path.join(dirname, '../../order_processing/flow.yaml'), path.join(dirname, 'flow.yaml'));
const server = await startServer({ location: { projectDir: dirname }, port: Number(process.argv[2] ?? 8000) });
console.log(`OrderProcessor is served at ${server.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close(0));
