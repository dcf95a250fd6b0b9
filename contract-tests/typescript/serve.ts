/** Starts the real server on a port that is free. */
import path from 'node:path';
import { type RunningServer, startServer } from 'flowlang/server';
import { Contract } from '../conformance/contract.ts';
import type { Target } from './play.ts';
import { ROOT } from './scenario.ts';

export const EXAMPLES: string = path.join(path.dirname(ROOT), 'examples');

export function serveFlows(multiDir: string = path.join(ROOT, 'flows')): Promise<RunningServer> {
  return startServer({ location: { multiDir }, port: 0 });
}

/** The server at `url`, with the document that it serves itself. */
export async function targetAt(url: string): Promise<Target> {
  const response = await fetch(`${url}/openapi.json`);
  return { url, contract: new Contract(await response.json()) };
}
