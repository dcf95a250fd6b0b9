/** `GET /flows/{flow}/visualize`, and its page in a browser. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tasksFile } from './flows.ts';
import { call, post, serveForAll } from './harness.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

const LIVE = `flow: Live
description: "Colours <script>document.title = 'taken'</script>"
steps:
  - {task: Ok, id: first}
  - {task: Ok, id: never, if: 1 > 2}
  - {task: Bad, id: bad, on_error: [{task: Ok, id: rescue}]}
  - {for_each: "\${[1, 2, 3]}", as: i, id: each, do: [{task: Odd, id: part, inputs: {i: "\${i}"}, on_error: []}]}
  - {if: 1 > 2, then: [{task: Ok, id: unreached}]}
  - {wait_for: approved, id: approval}
  - {task: Bad, id: last, retry: {max_attempts: 2, delay: 0}}
`;

const TASKS = tasksFile(`
  Ok: () => ({}),
  Bad: () => { throw new Error('no'); },
  Odd: ({ i }) => { if (i === 2) throw new Error('even'); return {}; },`);

/** Two branches, of which one waits all the time, and the other at first, and between the tries of its task. */
const BOTH = `flow: Both
steps:
  - parallel:
      - [{wait_for: never}]
      - [{wait_for: go}, {task: Slow, retry: {max_attempts: 2, delay: 3600}}]
`;

const SLOW = tasksFile(`
  Slow: async () => { await new Promise((resolve) => setTimeout(resolve, 1500)); throw new Error('no'); },`);

const server = serveForAll({
  files: { 'live/flow.yaml': LIVE, 'live/flow.ts': TASKS, 'both/flow.yaml': BOTH, 'both/flow.ts': SLOW },
});
const PATH = '/flows/Live/visualize';

async function begin(): Promise<string> {
  const { json } = await post(server(), '/flows/Live/execute', {}, { prefer: 'respond-async' });
  return json.execution_id;
}

describe('a diagram', () => {
  it('is Mermaid, unless something else is asked for', async () => {
    const plain = await call(server(), PATH);
    expect(plain.text).toMatch(/^flowchart TD\n/);
    expect(plain.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect((await call(server(), `${PATH}?format=mermaid`, { headers: { accept: 'text/html' } })).text).toBe(
      plain.text,
    );
  });

  it.each([
    ['?format=html', '*/*', 'text/html'],
    ['', 'text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
    ['?format=svg', '*/*', 'image/svg+xml'],
  ])('with %j for %s is %s', async (query, accept, type) => {
    const { status, headers, text } = await call(server(), PATH + query, { headers: { accept } });
    expect([status, headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
    expect(text).toContain('data-path="steps[0]"');
    // Nothing from elsewhere; links of namespaces are names.
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|\son\w+=|javascript:/);
  });

  it('allows its page nothing but its own script, its own style, and the events of its server', async () => {
    const { headers } = await call(server(), `${PATH}?format=html`);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-\S+'; style-src 'sha256-\S+';/);
    expect(policy).not.toContain('unsafe');
  });

  it('of what is not there is refused', async () => {
    const refusal = async (query: string) => {
      const { status, json } = await call(server(), PATH + query);
      return `${status} ${json.code} ${json.detail}`;
    };
    expect(await refusal('?format=pdf')).toBe('400 invalid_request format is mermaid, html, svg.');
    expect(await refusal('?format=html&execution=none')).toMatch(
      /^404 execution_not_found Live has no execution "none"/,
    );
    expect(await refusal('?execution=%22')).toMatch(/^400 invalid_request/);
    expect(await refusal('?format=html&format=svg')).toMatch(/^400 invalid_request/);
  });

  it.each(['', ' ', '"', 'a b', 'x'.repeat(129), 'a.b:c-d_9'])(
    'takes for the id %j what the document takes',
    async (id) => {
      const { json } = await call(server(), '/openapi.json');
      const fits = new RegExp(json.components.parameters.DiagramExecution.schema.pattern).test(id);
      const { status } = await call(server(), `${PATH}?execution=${encodeURIComponent(id)}`);
      expect(status).toBe(fits ? 404 : 400);
    },
  );
});

const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) console.warn(`No browser at ${CHROMIUM}: diagrams are not opened. Set CHROMIUM to one.`);

describe.skipIf(!hasBrowser)('the page of a diagram, in a browser', () => {
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGS });
  }, 60_000);
  afterAll(() => browser?.close());

  async function open(query: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${server().port}${PATH}?format=html${query}`);
    return page;
  }

  const state = (page: Page, path: string) => page.locator(`[data-path="${path}"]`).getAttribute('data-state');
  const told = (page: Page, path: string) => page.locator(`[data-path="${path}"] > .told`).textContent();

  it('shows what an execution does, as it does it', { timeout: 60_000 }, async () => {
    const id = await begin();
    const page = await open(`&execution=${id}`);
    await page.locator('[data-path="steps[5]"][data-state="waiting"]').waitFor();
    expect(await page.locator('#status').textContent()).toBe('waiting');
    expect(await state(page, 'steps[0]')).toBe('completed');
    expect(await state(page, 'steps[1]')).toBe('skipped');
    expect(await told(page, 'steps[2]')).toBe('failed · handled');
    expect(await state(page, 'steps[2].on_error[0]')).toBe('completed');
    expect(await told(page, 'steps[3].do[0]')).toBe('1 failed · 2 completed');
    expect(await state(page, 'steps[4].then[0]')).toBeNull();

    await post(server(), `/flows/Live/executions/${id}/events/approved`, {});
    await page.locator('#status[data-state="failed"]').waitFor();
    expect(await page.locator('#status').textContent()).toBe('failed: Error: no');
    expect(await state(page, 'steps[5]')).toBe('completed');
    expect(await state(page, 'steps[6]')).toBe('failed');
    expect(await page.locator('[data-path="steps[4].then[0]"]').evaluate((one) => getComputedStyle(one).opacity)).toBe(
      '0.45',
    );
    expect((await page.screenshot({ fullPage: true })).length).toBeGreaterThan(10_000);
    await page.close();
  });

  it('says of an execution what its record says: it runs as long as a task of it does', {
    timeout: 60_000,
  }, async () => {
    const { headers } = await post(server(), '/flows/Both/execute', {}, { prefer: 'respond-async' });
    const id = headers['x-execution-id'];
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server().port}/flows/Both/visualize?format=html&execution=${id}`);
    const record = async () => (await call(server(), `/flows/Both/executions/${id}`)).json.status;
    const deliver = (event: string) => post(server(), `/flows/Both/executions/${id}/events/${event}`, {});

    await page.locator('#status[data-state="waiting"]').waitFor();
    expect(await record()).toBe('waiting');
    await deliver('go');
    await page.locator('[data-path="steps[0].parallel[1][1]"][data-state="running"]').waitFor();
    expect(await page.locator('#status').textContent()).toBe('running');
    expect(await record()).toBe('running');
    await page.locator('#status[data-state="waiting"]').waitFor();
    expect(await record()).toBe('waiting');
    await page.close();
  });

  it('shows one that has ended, and one that is cancelled', { timeout: 60_000 }, async () => {
    const id = await begin();
    await post(server(), `/flows/Live/executions/${id}/cancel`, { reason: 'too late' });
    const page = await open(`&execution=${id}`);
    await page.locator('#status[data-state="cancelled"]').waitFor();
    expect(await page.locator('#status').textContent()).toBe('cancelled: too late');
    await page.close();
  });

  it('draws without an execution, in the dark as well, and runs nothing that a flow says', async () => {
    const page = await open('');
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(light);
    expect(await page.title()).toBe('Live');
    expect(await page.locator('header p').textContent()).toContain("<script>document.title = 'taken'</script>");
    await page.close();
    expect(complaints).toEqual([]);
  });
});
