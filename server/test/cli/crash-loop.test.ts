/** A task that ends the process: the server is started again as a supervisor would, and gets over it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tasksFile } from '../http/flows.ts';
import { tempProject } from '../project/temp-project.ts';
import { type Serving, serving } from './command.ts';

const FLOWS = {
  'kill/flow.yaml': `flow: Kill
inputs: [{ name: handled, type: boolean, default: false }]
steps:
  - if: "\${inputs.handled}"
    then: [{ task: Die, id: watched, on_error: [{ task: Note, inputs: { text: "\${error.type}" } }] }]
    else: [{ task: Die, id: die, retry: { max_attempts: 3 } }]`,
  'kill/flow.ts': `import { appendFileSync } from 'node:fs';
${tasksFile(`
  Note: ({ text }) => { appendFileSync('tries.txt', text + '\\n'); return {}; },
  Die: async () => {
    appendFileSync('tries.txt', 'die\\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.exit(3);
  },`)}`,
  'slow/flow.yaml': `flow: Slow
steps: [{ task: Work, id: work }]`,
  'slow/flow.ts': tasksFile('Work: () => new Promise((resolve) => setTimeout(resolve, 2000, {})),'),
};

const MULTI = ['--multi', '.'];

/**
 * Those that begin when all have ended listen anew. None that the system would give to somebody else meanwhile, as with port 0:
 * those begin at 32768.
 */
const PORT = 11_000 + (process.pid % 9000);

interface Supervised {
  readonly cwd: string;
  /** What the processes wrote to the log. */
  readonly logs: readonly string[];
  /** The server that runs now. */
  readonly server: () => Promise<Serving>;
}

/** Starts it again whenever it ends. */
function supervised(args: readonly string[]): Supervised {
  const cwd = tempProject(FLOWS);
  const logs: string[] = [];
  const start = async (): Promise<Serving> => {
    const one = await serving(args, { cwd });
    void readAll(one.child.stderr).then((text) => logs.push(text));
    void one.ended.then((code) => {
      if (code === 3) current = start();
    });
    return one;
  };
  let current = start();
  return { cwd, logs, server: () => current };
}

/** Until a server answers. */
async function ask(server: Supervised['server'], where: string, init?: RequestInit): Promise<Response> {
  for (;;) {
    try {
      return await fetch((await server()).url + where, init);
    } catch {
      await delay(50);
    }
  }
}

async function begin(server: Supervised['server'], name: string, inputs = {}): Promise<string> {
  const headers = { 'content-type': 'application/json', prefer: 'respond-async' };
  const response = await ask(server, `/flows/${name}/execute`, {
    method: 'POST',
    headers,
    body: JSON.stringify(inputs),
  });
  return response.headers.get('location') ?? '';
}

async function ended(server: Supervised['server'], at: string): Promise<Record<string, unknown>> {
  for (;;) {
    const record = await (await ask(server, at)).json().catch(() => ({}));
    if (record.ended_at) return record;
    await delay(100);
  }
}

function tries({ cwd }: Supervised): readonly string[] {
  return readFileSync(path.join(cwd, 'tries.txt'), 'utf8').trimEnd().split('\n');
}

describe('an execution whose task ends the process', { timeout: 180_000 }, () => {
  it('fails after five times, is named in the log, and lets one beside it complete', async () => {
    const place = supervised(MULTI);
    const innocent = await begin(place.server, 'Slow');
    const guilty = await begin(place.server, 'Kill');
    const { status, error } = await ended(place.server, guilty);
    expect(status).toBe('failed');
    expect(error).toMatchObject({
      type: 'CrashLoopError',
      step_id: 'die',
      message: shownAs('crash-loop-error'),
    });
    expect(tries(place)).toHaveLength(5);
    expect(await ended(place.server, innocent)).toMatchObject({ status: 'completed' });
    const log = place.logs.join('');
    expect(log).toMatch(
      new RegExp(`info .*in flight when the server ended.*${idOf(guilty)}.*Kill.*die \\(task Die\\)`),
    );
    expect(log).toMatch(new RegExp(`warn +${shownAs('crash-loop')} .*${idOf(guilty)}`));
  });

  it('may be taken by on_error, as any failure', async () => {
    const place = supervised(MULTI);
    const guilty = await begin(place.server, 'Kill', { handled: true });
    await ended(place.server, guilty);
    expect(tries(place)).toEqual(['die', 'die', 'die', 'die', 'die', 'CrashLoopError']);
  });

  it('takes down no more than five workers, and lets one beside it complete', async () => {
    const place = supervised([...MULTI, '--workers', '2', '--port', String(PORT)]);
    const innocents = await Promise.all([1, 2, 3, 4].map(() => begin(place.server, 'Slow')));
    const guilty = await begin(place.server, 'Kill');
    expect(await ended(place.server, guilty)).toMatchObject({ status: 'failed', error: { type: 'CrashLoopError' } });
    expect(tries(place)).toHaveLength(5);
    for (const at of innocents) expect(await ended(place.server, at)).toMatchObject({ status: 'completed' });
  });
});

/** A message as docs/troubleshooting.md has it. */
function shownAs(name: string): string {
  const guide = readFileSync(path.join(import.meta.dirname, '../../../docs/troubleshooting.md'), 'utf8');
  return new RegExp(`\`\`\`text ${name}\\n(.*)\\n`).exec(guide)?.[1] ?? expect.fail(`the guide has no ${name}`);
}

function idOf(at: string): string {
  return at.split('/').at(-1) ?? '';
}
