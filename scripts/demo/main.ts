/**
 * `npm run demo`: serves examples/ and runs OrderProcessor through both clients, with its steps on the screen as they
 * happen. It stays up until Ctrl-C; `npm run demo -- --once` ends by itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PortInUseError, type RunningServer, startServer } from 'flowlang/server';
import { ENV, PYTHON, ROOT } from '../workspace.ts';
import { runThroughTypeScript } from './typescript.ts';

const PORT = 8000;

async function serveExamples(): Promise<RunningServer> {
  const location = { multiDir: path.join(ROOT, 'examples') };
  try {
    return await startServer({ location, port: PORT });
  } catch (thrown) {
    if (!(thrown instanceof PortInUseError)) throw thrown;
    const server = await startServer({ location, port: 0 });
    console.log(`Port ${PORT} is taken by another program: this is on port ${server.port} instead.`);
    return server;
  }
}

async function runThroughPython(url: string): Promise<void> {
  const child = spawn(PYTHON, [path.join(import.meta.dirname, 'client.py'), url], { env: ENV, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The Python client ended with exit code ${code}`);
}

function title(text: string): void {
  console.log(`\n━━ ${text}\n`);
}

const server = await serveExamples();
try {
  console.log(`FlowLang serves ${[...server.snapshot.flows.keys()].join(', ')} on ${server.url}`);
  const inputs = path.join(ROOT, 'examples', 'order_processing', 'test_inputs.json');

  title('OrderProcessor through the TypeScript client (scripts/demo/typescript.ts)');
  await runThroughTypeScript(server.url, JSON.parse(await readFile(inputs, 'utf8')));

  title('OrderProcessor through the Python client (scripts/demo/client.py)');
  await runThroughPython(server.url);

  title('Now you');
  console.log(`Open    ${server.url}/docs`);
  console.log(`Try     curl -X POST ${server.url}/flows/OrderProcessor/execute -H 'Content-Type: application/json' \\`);
  console.log('          -d \'{"order_id": "ord_123", "customer_id": "cust_456"}\'');
  console.log('Read    examples/order_processing/flow.yaml, the flow that just ran');
  if (!process.argv.includes('--once')) {
    console.log('\nThe server stays up until you press Ctrl-C.');
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    console.log('\nStopped.');
  }
} finally {
  await server.close();
}
