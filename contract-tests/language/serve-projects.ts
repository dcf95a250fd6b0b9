/**
 * The process that serves the cases: every folder of the one that is given is a project. Writes one line of JSON, and
 * ends when its stdin does.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type RunningServer, startServer } from 'flowlang/server';
import type { ServedProject } from './projects.ts';

const [, , root = '.'] = process.argv;

// What a case leaves behind must not end the others.
process.on('unhandledRejection', (error) => console.error('unhandled:', error));

const projects: Record<string, ServedProject> = {};
for (const name of readdirSync(root)) projects[name] = await serve(path.join(root, name));
console.log(JSON.stringify(projects));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

async function serve(multiDir: string): Promise<ServedProject> {
  try {
    return describe(await startServer({ location: { multiDir }, port: 0 }), {});
  } catch (error) {
    const problems = await removeUnservable(multiDir);
    if (Object.keys(problems).length === 0 || readdirSync(multiDir).length === 0)
      return { url: '', flows: [], problems: { ...problems, '': messageOf(error) } };
    return describe(await startServer({ location: { multiDir }, port: 0 }), problems);
  }
}

function describe({ url, snapshot }: RunningServer, problems: Readonly<Record<string, string>>): ServedProject {
  const flows = [...snapshot.flows.values()].map(({ name, file, state, diagnostics }) => {
    return { name, file, state, diagnostics };
  });
  return { url, flows, problems };
}

/** One flow that keeps the server from starting would fail every case, and tell nobody which one it was. */
async function removeUnservable(multiDir: string): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const folder of readdirSync(multiDir)) {
    const projectDir = path.join(multiDir, folder);
    try {
      await (await startServer({ location: { projectDir }, port: 0 })).close();
    } catch (error) {
      problems[`${folder}/flow.yaml`] = messageOf(error);
      rmSync(projectDir, { recursive: true });
    }
  }
  return problems;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
