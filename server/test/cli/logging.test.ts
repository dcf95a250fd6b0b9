/** What a server writes down, and for whom. */
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { tasksFile } from '../http/flows.ts';
import { tempProject } from '../project/temp-project.ts';
import { begin, flowlang, serving } from './command.ts';
import { GOOD } from './projects.ts';

const TELLING = {
  'flow.yaml': 'flow: Telling\nsteps: [{ task: Tell, id: it }]',
  'flow.ts': tasksFile(
    "Tell: (_inputs, { logger }) => { logger.info({ token: process.env['A_TOKEN'] }, 'told'); return {}; },",
  ),
};
const PRODUCTION = { NODE_ENV: 'production', A_TOKEN: 'open sesame' };

type Line = Readonly<Record<string, unknown>>;

describe('the log in production', () => {
  it('is JSON alone, and each line tells whose it is and no secret', async () => {
    const args = ['serve', '--port', '0', '--workers', '2', '--log-level', 'debug', '--trust-proxy', 'loopback'];
    const child = begin(args, { cwd: tempProject(TELLING), env: PRODUCTION });
    const lines: Line[] = [];
    let rest = '';
    child.stdout.on('data', (data) => {
      const parts = `${rest}${data}`.split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.map((line): Line => JSON.parse(line)));
    });
    const errors = readAll(child.stderr);
    const line = (msg: string): Line | undefined => lines.find((one) => one['msg'] === msg);
    await expect.poll(() => line('the server is ready'), { timeout: 30_000 }).toBeDefined();
    const forwarded = {
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-host': 'api.example',
      'x-forwarded-proto': 'https',
    };
    const answer = await fetch(`${line('the server is ready')?.['url']}/flows/Telling/execute`, {
      method: 'POST',
      headers: { 'x-request-id': 'r-1', ...forwarded },
    });
    const execution_id = answer.headers.get('x-execution-id');
    await expect.poll(() => line('answered')).toBeDefined();
    const whose = { request_id: 'r-1', execution_id, worker: expect.any(Number) };
    expect(line('told')).toMatchObject({ level: 'info', ...whose, flow: 'Telling', path: 'steps[0]', token: '***' });
    const from = { ip: '192.0.2.7', host: 'api.example', protocol: 'https' };
    expect(line('answered')).toMatchObject({ level: 'debug', ...whose, status: 200, ...from });
    child.kill('SIGTERM');
    expect(await errors).toBe('');
  });

  it('says why a flow is invalid, and where', async () => {
    const files = { 'flow.yaml': 'flow: Broken\nsteps: [{ tusk: Tell, id: it }]', 'flow.ts': TELLING['flow.ts'] };
    const child = begin(['serve', '--port', '0'], { cwd: tempProject(files), env: PRODUCTION });
    const [said] = (await child.stdout.take(1).toArray()).map(String);
    expect(JSON.parse(said?.split('\n')[0] ?? '')).toMatchObject({
      level: 'error',
      flow: 'Broken',
      problem: expect.stringMatching(/^flow\.yaml:2:11 FL1107: /),
    });
  });
});

describe('the log on a terminal', () => {
  it('is lines for people, of the level that is wanted, and believes no X-Forwarded-* by default', async () => {
    const { url, child } = await serving(['--log-level', 'debug'], { cwd: tempProject(TELLING) });
    const headers = { 'x-forwarded-for': '192.0.2.7', 'x-request-id': 'r-2' };
    const answer = await fetch(`${url}/flows/Telling/execute`, { method: 'POST', headers });
    child.kill('SIGTERM');
    const log = await readAll(child.stderr);
    const id = answer.headers.get('x-execution-id');
    expect(log).toMatch(
      new RegExp(`info  told execution_id=${id} request_id=r-2 flow=Telling task=Tell path=steps\\[0\\]`),
    );
    expect(log).toMatch(/debug answered request_id=r-2 .*status=200/);
    expect(log).not.toContain('192.0.2.7');
  });

  it.each([
    ['--trust-proxy', '0'],
    ['--trust-proxy', '10.0.0.0/33'],
    ['--trust-proxy', 'proxy.example'],
    ['--log-level', 'loud'],
    ['--workers', '0'],
    ['--multi', '--reload'],
  ])('%s does not take %s, and says what it takes', async (option, value) => {
    const { code, stderr } = await flowlang(['serve', option, value], { cwd: tempProject(GOOD) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/It must be|Allowed choices are/);
  });
});
