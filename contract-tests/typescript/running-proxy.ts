/** The proxy's process, and what is asked of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Plan, Report } from '../proxy/fault.ts';
import type { Moment } from '../proxy/moments.ts';
import { ROOT } from './scenario.ts';

export interface ProxySession {
  readonly url: string;
  /** Of the server itself. */
  readonly server: string;
  wait(moment: Moment): Promise<unknown>;
  end(): Promise<Report>;
}

export interface RunningProxy {
  begin(plan: Plan): Promise<ProxySession>;
  end(): Promise<void>;
}

export async function startProxy(): Promise<RunningProxy> {
  const running = spawn(process.execPath, [path.join(ROOT, 'proxy', 'main.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [control] = await once(createInterface(running.stdout), 'line');
  const ask = async <T>(method: string, place = '', body?: string): Promise<T> => {
    const answer = await fetch(`${control}/${place}`, { method, ...(body !== undefined && { body }) });
    if (!answer.ok) throw new Error(`The proxy failed: ${await answer.text()}`);
    return (await answer.json()) as T; // proxy/main.ts says so
  };
  return {
    async begin(plan) {
      const { id, ...urls } = await ask<Record<'id' | 'url' | 'server', string>>('POST', '', JSON.stringify(plan));
      return { ...urls, wait: (moment) => ask('GET', `${id}/${moment}`), end: () => ask('DELETE', id) };
    },
    async end() {
      running.stdin.end();
      await once(running, 'exit');
    },
  };
}
