import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/start-server.ts';
import { call, serveForAll } from './harness.ts';

const EXAMPLES = path.join(import.meta.dirname, '../../../examples');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const MORE_ARGS = ['--disable-component-update', '--disable-sync'];

describe('the reference', () => {
  const server = serveForAll();

  it.each(['/docs', '/docs/'])('at %s allows nothing from elsewhere', async (path) => {
    const { status, headers, text } = await call(server(), path);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('shows the document that is served', async () => {
    const [shown, served] = [await call(server(), '/docs/json'), await call(server(), '/openapi.json')];
    expect(shown.json).toEqual(served.json);
  });

  it('has problems for files that it does not have', async () => {
    const answer = await call(server(), '/docs/static/nothing.js');
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('not_found');
  });
});

const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) console.warn(`No browser at ${CHROMIUM}: /docs is not opened. Set CHROMIUM to one.`);

describe.skipIf(!hasBrowser)('the reference in a browser', () => {
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startServer({ location: { multiDir: EXAMPLES }, host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...ARGS, ...MORE_ARGS] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close(0);
  });

  /** The page, with all that it complains of, and all hosts that it asks. */
  async function openDocs(): Promise<{ page: Page; errors: string[]; hosts: Set<string> }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    const errors: string[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).host);
    });
    await page.goto(`${server.url}/docs`);
    return { page, errors, hosts };
  }

  /** Opens an operation, sends what the page proposes, and answers the status and the body that it shows. */
  async function tryOut(page: Page, path: string): Promise<{ status: string; body: string }> {
    const operation = page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute', exact: true }).click();
    const answer = operation.locator('.live-responses-table .response').first();
    await answer.waitFor();
    await answer.scrollIntoViewIfNeeded();
    const shown = operation.locator('.live-responses-table .response-col_description pre').first();
    return { status: await answer.locator('.response-col_status').innerText(), body: await shown.innerText() };
  }

  it('runs a flow, asks no other host, and complains of nothing', async () => {
    const { page, errors, hosts } = await openDocs();
    const { status, body } = await tryOut(page, '/flows/OrderProcessor/execute');
    await page.screenshot({ path: path.join(tmpdir(), 'flowlang-docs.png') });
    expect(status).toContain('200');
    expect(JSON.parse(body)).toMatchObject({ success: true, flow: 'OrderProcessor' });
    expect([...hosts]).toEqual([new URL(server.url).host]);
    expect(errors).toEqual([]);
    await page.close();
  }, 60_000);

  it('streams a flow, with nothing to be filled in', async () => {
    const { page } = await openDocs();
    const { status, body } = await tryOut(page, '/flows/OrderProcessor/execute/stream');
    expect(status).toContain('200');
    expect(body).toContain('event: flow_completed');
    await page.close();
  }, 60_000);
});
