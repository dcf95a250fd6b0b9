/** A flow drawn for a browser: one page with all that it needs, so that it works offline, and mailed to somebody. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { escapeXml, type Flow, renderSvg } from '@flowlang/openapi/language';

const FILES = path.join(import.meta.dirname, '../../diagram');

const STATES = ['running', 'waiting', 'retrying', 'completed', 'skipped', 'failed', 'cancelled'];

/** The execution that is shown on it. */
export interface Live {
  readonly executionId: string;
  /** Where its events are; relative to the page. */
  readonly events: string;
}

/** As SVG that stands alone. */
export function drawSvg(flow: Flow): string {
  return renderSvg(flow, style());
}

/** As a page; with `live` the steps take the colours of that execution's events. */
export function drawPage(flow: Flow, live?: Live): string {
  const { name, version, description } = flow;
  const title = escapeXml(version === undefined ? name : `${name} ${version}`);
  const about = description === undefined ? '' : `<p>${escapeXml(description)}</p>\n`;
  const legend = `<ul>${STATES.map((state) => `<li data-state="${state}">${state}</li>`).join('')}</ul>\n`;
  const told = live && `<p>Execution ${escapeXml(live.executionId)}</p>\n<p id="status" role="status">…</p>\n${legend}`;
  const source = live === undefined ? '' : ` data-events="${escapeXml(live.events)}"`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style()}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${about}${told ?? ''}</header>
<main${source}>
${renderSvg(flow)}</main>
${live === undefined ? '' : `<script type="module">${script()}</script>\n`}</body>
</html>
`;
}

/** Allows the page its own style and script, its own server's events, and nothing else. */
export function pagePolicy(): string {
  const sources = [`script-src '${hashOf(script())}'`, `style-src '${hashOf(style())}'`];
  return `default-src 'none'; ${sources.join('; ')}; img-src data:; connect-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

const style = once(() => readFileSync(path.join(FILES, 'style.css'), 'utf8'));
const script = once(() => readFileSync(path.join(FILES, 'live.js'), 'utf8'));

/** Most starts draw nothing. */
function once(read: () => string): () => string {
  let text: string | undefined;
  return () => {
    text ??= read();
    return text;
  };
}
