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

  it.each(['json', 'yaml'])('has no copy of the document as /docs/%s', async (form) => {
    const answer = await call(server(), `/docs/${form}`);
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('not_found');
  });

  it('has problems for files that it does not have', async () => {
    const answer = await call(server(), '/docs/static/nothing.js');
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('not_found');
  });
});

/** In the page: the texts whose contrast to what they stand on is below 4.5, or 3 where they are large. */
function paleTexts(): string[] {
  const parse = (css: string): number[] => (css.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((part) =>
      part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const over = ([red = 0, green = 0, blue = 0, alpha = 1]: readonly number[], ground: readonly number[]) =>
    [red, green, blue].map((part, at) => part * alpha + (ground[at] ?? 0) * (1 - alpha));
  const groundOf = (element: Element | null): number[] =>
    element === null
      ? [255, 255, 255]
      : over(parse(getComputedStyle(element).backgroundColor), groundOf(element.parentElement));
  const found = [...document.querySelectorAll('#swagger-ui *')].filter((element) => {
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim());
    if (!hasText || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const ground = groundOf(element);
    const [dark = 0, light = 0] = [luminance(ground), luminance(over(parse(color), ground))].sort((a, b) => a - b);
    const isLarge = Number.parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
    return (light + 0.05) / (dark + 0.05) < (isLarge ? 3 : 4.5);
  });
  return found.map((element) => element.outerHTML.slice(0, 100));
}

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
  async function openDocs(
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; errors: string[]; hosts: Set<string> }> {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 1400 } });
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

  it('shows the document that is served, with no logo and no field for others', async () => {
    const { page } = await openDocs();
    expect(await page.locator('.info a.link').first().getAttribute('href')).toBe(`${server.url}/openapi.json`);
    expect(await page.locator('img, .topbar').count()).toBe(0);
    await page.close();
  });

  it('names every field, for those who hear it', async () => {
    const { page } = await openDocs();
    await tryOut(page, '/flows/OrderProcessor/execute');
    const nameless = () =>
      page.locator('select, textarea, input').evaluateAll((fields) =>
        fields.flatMap((field) => {
          const { labels, ariaLabel, title, placeholder, outerHTML } = field as HTMLInputElement; // Or nearly one.
          return labels?.length || ariaLabel || title || placeholder ? [] : [outerHTML.slice(0, 100)];
        }),
      );
    await expect.poll(nameless).toEqual([]);
    await page.close();
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has no text that is too pale to be read, in the %s scheme',
    async (scheme) => {
      const { page } = await openDocs(scheme);
      await tryOut(page, '/flows/OrderProcessor/execute');
      await page.locator('.opblock-get').first().waitFor();
      expect(await page.evaluate(paleTexts)).toEqual([]);
      await page.close();
    },
    60_000,
  );

  it('streams a flow, with nothing to be filled in', async () => {
    const { page } = await openDocs();
    const { status, body } = await tryOut(page, '/flows/OrderProcessor/execute/stream');
    expect(status).toContain('200');
    expect(body).toContain('event: flow_completed');
    await page.close();
  }, 60_000);
});
