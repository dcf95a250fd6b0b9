/** `/docs`: the reference for a browser, from files of this machine alone. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './context.ts';
import { nothingThere } from './unmatched.ts';

type StaticDocument = StaticDocumentSpec['document'];

const FILES = path.join(import.meta.dirname, '../../reference');

/** Copies of the document that the plugin makes: the contract has one place for each of its forms. */
const COPIES = ['/docs/json', '/docs/yaml'];

/** Nothing from elsewhere. Swagger UI sets style attributes, and draws its icons from data: URLs. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export async function addDocs(app: FastifyInstance, { catalog }: HttpContext): Promise<void> {
  // The plugin asks for it. What the page shows is what /openapi.json answers.
  await app.register(swagger, { mode: 'static', specification: { document: documentOf(catalog) } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'FlowLang API', css: [themeFile('style.css')], js: [themeFile('page.js')] },
    uiConfig: {
      // The other layout has a bar with a field for other documents, and the logo of the plugin.
      layout: 'BaseLayout',
      docExpansion: 'list',
      displayRequestDuration: true,
      tryItOutEnabled: true,
      // The usual one has numbers that are too dark to be read.
      syntaxHighlight: { theme: 'tomorrow-night' },
    },
    uiHooks: {
      onRequest: async ({ method, url, routeOptions }) => {
        if (COPIES.includes(routeOptions.url ?? '')) throw nothingThere(method, url);
      },
    },
  });
}

function themeFile(filename: string): { filename: string; content: string } {
  return { filename, content: readFileSync(path.join(FILES, filename), 'utf8') };
}

function documentOf(catalog: HttpContext['catalog']): StaticDocument & Record<string, unknown> {
  return catalog.snapshot.document as unknown as StaticDocument & Record<string, unknown>; // OpenAPI, and so is theirs.
}
