/** A server that puts edits in force, in a process of its own, which tells how much lives in its memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startServer } from 'flowlang/server';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // V8's own, once it is exposed.

const [multiDir = ''] = process.argv.slice(2);
const { port } = await startServer({ location: { multiDir }, port: 0, hotReload: true });

function report(): void {
  collect();
  collect();
  process.send?.({ port, heap: process.memoryUsage().heapUsed });
}

process.on('message', report);
process.on('disconnect', () => process.exit());
report();
