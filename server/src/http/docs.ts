/** `/docs`: the reference for a browser, from files of this machine alone. */
import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './context.ts';

type StaticDocument = StaticDocumentSpec['document'];

/** Nothing from elsewhere. Swagger UI sets style attributes, and draws its icons from data: URLs. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export async function addDocs(app: FastifyInstance, { catalog }: HttpContext): Promise<void> {
  // Static, since routes stand for all flows while the document has paths of its own for each.
  await app.register(swagger, { mode: 'static', specification: { document: documentOf(catalog) } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'FlowLang API' },
    uiConfig: { docExpansion: 'list', displayRequestDuration: true, tryItOutEnabled: true },
    transformSpecificationClone: false,
    // The flows may have changed since the routes were made.
    transformSpecification: () => documentOf(catalog),
  });
}

function documentOf(catalog: HttpContext['catalog']): StaticDocument & Record<string, unknown> {
  return catalog.snapshot.document as unknown as StaticDocument & Record<string, unknown>; // OpenAPI, and so is theirs.
}
