/** Starts a server to be measured, and asks it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import path from 'node:path';
import type { Report } from './report.ts';

export class MeasuredServer {
  private readonly child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
  }

  static async start(script: string): Promise<MeasuredServer> {
    // As `flowlang serve` begins itself, and the bare ones alike: what is compared is the code.
    const execArgv = ['--max-semi-space-size=16', '--no-allocation-site-pretenuring'];
    const child = fork(path.join(import.meta.dirname, script), { execArgv });
    child.once('exit', (code) => {
      // Without it, a server that does not start would be waited for without end.
      if (code !== null && code !== 0) throw new Error(`${script} ended with exit code ${code}`);
    });
    const [report] = (await once(child, 'message')) as [Report];
    return new MeasuredServer(child, report.port);
  }

  /** Microseconds of this server's CPU per request, over `count` requests on `connections` connections. */
  async cpuPerRequest(url: string, body: string, count: number, connections: number): Promise<number> {
    const before = await this.cpu();
    await this.load(url, body, count, connections);
    return ((await this.cpu()) - before) / count;
  }

  stop(): void {
    this.child.kill();
  }

  /** Microseconds of CPU that the process has used, with all its threads. */
  async cpu(): Promise<number> {
    this.child.send('report');
    const [report] = (await once(this.child, 'message')) as [Report];
    return report.cpu;
  }

  private async load(url: string, body: string, count: number, connections: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    let left = count;
    const work = async (): Promise<void> => {
      while (left-- > 0) await ask(`http://127.0.0.1:${this.port}${url}`, body, agent);
    };
    await Promise.all(Array.from({ length: connections }, work));
    agent.destroy();
  }
}

/** Answers when the whole answer is there. */
export function ask(url: string, body: string, agent: Agent): Promise<void> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume();
      response.on('end', resolve);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
