/** The server of this flow as a program of one's own: node api.ts. `flowlang serve` needs none. */
import { FlowServer } from 'flowlang/server';

const server = new FlowServer({ projectDir: import.meta.dirname, hotReload: true });

/** The Fastify instance, for routes of one's own. */
export const app = server.app;

if (import.meta.main) await server.run({ host: 'localhost', port: 8000 });
