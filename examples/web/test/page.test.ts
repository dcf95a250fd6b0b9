/** The page as its users have it: built, in a real browser, in front of the real server, and without one. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

const WEB = path.dirname(import.meta.dirname);
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) console.warn(`No browser at ${CHROMIUM}: the page is not opened. Set CHROMIUM to one.`);

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGS });
}, 60_000);
afterAll(() => browser?.close());

/** Builds the page and serves it. */
async function servePage(mode: 'production' | 'mock'): Promise<{ url: string; page: PreviewServer }> {
  const configFile = path.join(WEB, 'vite.config.ts');
  await build({ configFile, mode, logLevel: 'error' });
  const page = await preview({ configFile, mode, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
  return { url: page.resolvedUrls?.local[0] ?? '', page };
}

/** The page, until the test ends, and all that it complains of. */
async function open(url: string, options: { dark?: boolean } = {}): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({
    viewport: { width: 1080, height: 860 },
    colorScheme: options.dark === true ? 'dark' : 'light',
  });
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

const step = (page: Page, title: string) => page.locator('.steps li', { hasText: title });
const headline = (page: Page) => page.locator('.headline');
const shot = (page: Page, name: string) => page.screenshot({ path: path.join(tmpdir(), `flowlang-web-${name}.png`) });
const place = (page: Page) => page.getByRole('button', { name: 'Place the order' }).click();

/** Waits until the step says so. */
async function reaches(page: Page, title: string, status: string): Promise<void> {
  await step(page, title)
    .and(page.locator(`[data-status="${status}"]`))
    .waitFor();
}

describe.skipIf(!hasBrowser)('the page in front of the server', () => {
  let url: string;
  let stop: () => Promise<unknown>;

  beforeAll(async () => {
    const server = spawn(process.execPath, [path.join(WEB, 'server/serve.ts'), '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(server.stdout, 'data');
    process.env['FLOWLANG_BASE_URL'] = /http:\S+/.exec(String(line))?.[0] ?? '';
    const served = await servePage('production');
    url = served.url;
    stop = async () => {
      await served.page.close();
      server.kill();
      await once(server, 'exit');
    };
  }, 120_000);
  afterAll(() => stop());

  test('shows the steps of an order while they get done, and what it comes to', async () => {
    const { page, complaints } = await open(url);
    await place(page);
    await reaches(page, 'Check the order', 'running');
    await reaches(page, 'Check the order', 'completed');
    expect(await step(page, 'Confirm the order').getAttribute('data-status')).toBe('pending');
    await reaches(page, 'Take the payment', 'running');
    expect(await step(page, 'Reserve the goods').getAttribute('data-status')).toBe('running');
    await shot(page, 'running');
    await reaches(page, 'Confirm the order', 'completed');
    await page.getByText('HAM-ord_123').waitFor();
    expect(await headline(page).innerText()).toBe('Done');
    expect(await step(page, 'Award points').getAttribute('data-status')).toBe('skipped');
    await shot(page, 'done');
    expect(complaints).toEqual([]);
  }, 60_000);

  test('cancels an order at the server', async () => {
    const { page } = await open(url, { dark: true });
    await place(page);
    await reaches(page, 'Work out the price', 'running');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByText('Because the customer changed their mind.').waitFor();
    expect(await headline(page).innerText()).toBe('The order was cancelled');
    expect(await step(page, 'Work out the price').getAttribute('data-status')).toBe('cancelled');
    await shot(page, 'cancelled');
  }, 60_000);

  test('shows what the server finds wrong with an input beside its field', async () => {
    const { page } = await open(url);
    await page.getByLabel('Quantity').fill('0');
    await place(page);
    await page.locator('.line .wrong', { hasText: 'must be >= 1' }).waitFor();
    expect(await page.getByLabel('Quantity').getAttribute('aria-invalid')).toBe('true');
    expect(await headline(page).innerText()).toBe('The order was not taken');
    await shot(page, 'invalid');
  }, 60_000);

  test('shows which step failed, and why', async () => {
    const { page } = await open(url, { dark: true });
    await page.getByLabel('Product').selectOption('prod_3');
    await page.getByLabel('Quantity').fill('3');
    await page.getByText('Invoice').click();
    await place(page);
    await reaches(page, 'Take the payment', 'failed');
    await page.locator('.outcome').getByText('is above the limit of invoice').waitFor();
    await shot(page, 'failed');
  }, 60_000);
});

describe.skipIf(!hasBrowser)('the page with mocks', () => {
  test('runs an order without any server', async () => {
    execFileSync(path.join(WEB, '../../node_modules/.bin/msw'), ['init', '.msw', '--no-save'], {
      cwd: WEB,
      stdio: 'pipe',
    });
    const served = await servePage('mock');
    onTestFinished(() => served.page.close());
    const { page, complaints } = await open(served.url);
    await place(page);
    await reaches(page, 'Check the order', 'completed');
    expect(await step(page, 'Confirm the order').getAttribute('data-status')).toBe('pending');
    await page.getByText('MOCK-1').waitFor();
    expect(await headline(page).innerText()).toBe('Done');
    await page.getByLabel('Order number').fill('');
    await place(page);
    await page.getByText('must NOT have fewer than 1 characters').waitFor();
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  }, 120_000);
});
