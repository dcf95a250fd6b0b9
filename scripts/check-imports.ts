/**
 * Holds the code to the house's import rules: who may import whom, packages entered by their doors, no circles,
 * `process.env` in one place. The table is `ROOMS`; docs/house.md sends its readers here.
 */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './workspace.ts';

interface Room {
  /** A file belongs to the first room whose path it begins with. */
  readonly path: string;
  /** Rooms and packages that it may import, besides itself. */
  readonly mayImport: readonly string[];
  /** It may pass on another door whole; that one is a list of names. */
  readonly isDoor?: boolean;
  /** Words that the text must not hold, with the reason. */
  readonly never?: readonly (readonly [RegExp, string])[];
}

const PURE: Room['never'] = [
  [/\bprocess\./, 'process'],
  [/\bDate\.now\b/, 'the clock'],
  [/\bsetTimeout\b|\bsetInterval\b|\bsetImmediate\b/, 'timers'],
  [/\bMath\.random\b/, 'random'],
  [/\bfetch\(/, 'the network'],
];

const ROOMS: readonly Room[] = [
  { path: 'openapi/src/language/read-yaml', mayImport: ['openapi/src/language', 'yaml'], never: PURE },
  { path: 'openapi/src/language/write-yaml', mayImport: ['openapi/src/language', 'yaml'], never: PURE },
  { path: 'openapi/src/language', mayImport: ['ajv', 'ajv-formats', 'fastest-levenshtein'], never: PURE },
  {
    path: 'openapi/src/contract',
    mayImport: [
      'openapi/src/language/decimals',
      'openapi/src/language/flow-types',
      'openapi/src/language/model',
      'openapi/src/language/steps',
      'openapi/src/language/subschemas',
      'openapi/src/language/write-yaml',
      'zod',
      '@asteasolutions/zod-to-openapi',
    ],
    never: PURE,
  },
  {
    path: 'openapi/src/emit',
    mayImport: [
      'openapi/src/contract',
      'openapi/src/language/flow-types',
      'openapi/src/language/model',
      'openapi/src/language/pattern-syntax',
      'openapi-typescript',
      'typescript',
    ],
    never: PURE,
  },
  { path: 'openapi/src/index', mayImport: ['openapi/src/language', 'openapi/src/contract'], isDoor: true },
  { path: 'server/src/errors', mayImport: [] },
  { path: 'server/src/version', mayImport: ['node:fs'] },
  {
    path: 'server/src/engine',
    mayImport: ['server/src/errors', '@flowlang/openapi', 'ajv', 'ajv-formats'],
    never: PURE,
  },
  { path: 'server/src/journal', mayImport: ['server/src/engine', 'server/src/errors', '@flowlang/openapi', 'node:'] },
  {
    path: 'server/src/tasks',
    mayImport: ['server/src/engine', 'server/src/errors', '@flowlang/openapi', 'zod', 'node:', 'typescript', 'piscina'],
  },
  { path: 'server/src/templates', mayImport: ['server/src/errors', 'server/src/version', 'node:'] },
  {
    path: 'server/src/project',
    mayImport: ['server/src/engine', 'server/src/tasks', 'server/src/errors', '@flowlang/openapi', 'chokidar', 'node:'],
  },
  { path: 'server/src/diagram', mayImport: ['@flowlang/openapi', 'node:'] },
  {
    path: 'server/src/http',
    mayImport: [
      'server/src/diagram',
      'server/src/engine',
      'server/src/project/catalog',
      'server/src/project/flow-resources',
      'server/src/errors',
      '@flowlang/openapi',
      'fastify',
      '@fastify/',
      'fast-json-stringify',
      'negotiator',
      'node:',
    ],
  },
  { path: 'server/src/alarms', mayImport: [] },
  { path: 'server/src/world', mayImport: ['server/src/alarms', 'server/src/engine/ports', 'uuid', 'node:'] },
  {
    path: 'server/src/open-engine',
    mayImport: ['server/src/engine', 'server/src/journal', 'server/src/world'],
  },
  {
    path: 'server/src/open-journal',
    mayImport: [
      'server/src/engine',
      'server/src/journal',
      'server/src/project/discover',
      'server/src/version',
      'node:',
    ],
  },
  {
    path: 'server/src/open-project',
    mayImport: ['server/src/engine/ports', 'server/src/project', 'server/src/tasks'],
  },
  {
    path: 'server/src/assemble-server',
    mayImport: [
      'server/src/open-journal',
      'server/src/open-project',
      'server/src/engine',
      'server/src/http',
      'server/src/project',
      'server/src/version',
      'server/src/world',
      'fastify',
    ],
  },
  {
    path: 'server/src/start-server',
    mayImport: [
      'server/src/assemble-server',
      'server/src/errors',
      'server/src/http/node-server',
      'server/src/http/safety',
      'server/src/project/catalog',
      'fastify',
      'node:',
    ],
  },
  { path: 'server/src/print-status', mayImport: ['server/src/cli/commands/status', 'node:'] },
  {
    path: 'server/src/index',
    mayImport: ['server/src/tasks', 'server/src/engine/ports', 'server/src/errors', 'server/src/print-status'],
  },
  {
    path: 'server/src/scaffold',
    mayImport: [
      'server/src/project',
      'server/src/templates',
      'server/src/errors',
      'server/src/version',
      '@flowlang/openapi',
      'typescript',
      'node:',
    ],
  },
  {
    path: 'server/src/flow-server',
    mayImport: [
      'server/src/assemble-server',
      'server/src/start-server',
      'server/src/cli/logger',
      'server/src/cli/serving',
      'server/src/cli/terminal',
      'server/src/open-journal',
      'server/src/engine/ports',
      'server/src/errors',
      'server/src/http/safety',
      'server/src/project',
      'fastify',
      'node:',
    ],
  },
  {
    path: 'server/src/server',
    mayImport: ['server/src/flow-server', 'server/src/assemble-server', 'server/src/start-server', 'server/src/errors'],
  },
  {
    path: 'server/src/testing',
    mayImport: [
      'server/src/engine',
      'server/src/errors',
      'server/src/journal/memory',
      'server/src/project',
      'server/src/tasks',
      'server/src/world',
      '@flowlang/openapi',
      'node:',
      'vitest',
    ],
  },
  {
    path: 'server/src/workers',
    mayImport: [
      'server/src/start-server',
      'server/src/engine',
      'server/src/errors',
      'server/src/http/readers',
      'server/src/assemble-server',
      'server/src/journal',
      '@flowlang/openapi',
      'node:',
    ],
  },
  {
    path: 'server/src/cli',
    mayImport: [
      'server/src/diagram',
      'server/src/open-journal',
      'server/src/start-server',
      'server/src/open-engine',
      'server/src/workers',
      'server/src/world',
      'server/src/project',
      'server/src/journal/sqlite/backup',
      'server/src/tasks/fresh-modules',
      'server/src/tasks/load-tasks',
      'server/src/tasks/registry',
      'server/src/tasks/task-threads',
      'server/src/testing/fixtures',
      'server/src/engine',
      'server/src/errors',
      'server/src/scaffold',
      'server/src/templates',
      'server/src/version',
      '@clack/prompts',
      '@flowlang/openapi',
      '@flowlang/openapi/emit',
      'commander',
      'diff',
      'pino',
      'node:',
    ],
  },
  {
    path: 'sdk-ts/src/react',
    mayImport: ['sdk-ts/src', 'react', '@tanstack/react-query'],
    never: [[/from 'node:|\bBuffer\b/, 'a Node-only API']],
  },
  {
    path: 'sdk-ts/src/msw',
    mayImport: ['sdk-ts/src', 'msw'],
    never: [[/from 'node:|\bBuffer\b/, 'a Node-only API']],
  },
  { path: 'sdk-ts/src', mayImport: ['openapi-fetch'], never: [[/from 'node:|\bBuffer\b/, 'a Node-only API']] },
  {
    path: 'contract-tests',
    mayImport: [
      ...[
        '@flowlang/',
        'flowlang',
        'ajv',
        'ajv-formats',
        'msw',
        'openapi-typescript',
        'vitest',
        'node:',
        'yaml',
        'zod',
      ],
    ],
  },
  {
    path: 'examples/web',
    mayImport: [
      'examples/order_processing/flow.ts',
      ...['@flowlang/client', 'flowlang', 'react', 'react-dom', 'msw', 'vite', '@vitejs/plugin-react'],
      ...['vitest', 'playwright-core', 'node:'],
    ],
  },
  { path: 'examples', mayImport: ['flowlang', 'zod'] },
];

/** The only file that may read the environment. */
const ENVIRONMENT = 'server/src/project/config.ts';

interface Import {
  readonly text: string;
  /** A file of this repository, or the name of a package. */
  readonly target: string;
}

function importsOf(file: string, text: string): Import[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const from = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
    const loaded =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
    const name = from ?? loaded;
    if (name !== undefined && ts.isStringLiteral(name)) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return names.map((name) => ({
    text: name,
    target: name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name,
  }));
}

function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => file.startsWith(room.path));
}

function mayImport(room: Room, target: string): boolean {
  return (
    target.startsWith(room.path) ||
    room.mayImport.some(
      (allowed) =>
        target === allowed ||
        target.startsWith(
          allowed.endsWith('/') || allowed.endsWith(':') || allowed.includes('src') ? allowed : `${allowed}/`,
        ),
    )
  );
}

function check(file: string, text: string): string[] {
  const room = roomOf(file);
  if (room === undefined) return [`${file}: stands in no room of the house`];
  const problems: string[] = [];
  for (const { text: name, target } of importsOf(file, text)) {
    const door = /^(openapi|server)\/src\/((emit|language)\/)?index\.ts$/.test(target);
    if (door && room.isDoor !== true && target.split('/')[0] === file.split('/')[0])
      problems.push(`${file}: imports its own package's door, ${name}`);
    else if (!mayImport(room, target)) problems.push(`${file}: ${room.path} may not import ${name}`);
    if (/^@flowlang\/openapi\/(?!(emit|language)$)/.test(target)) problems.push(`${file}: ${name} is no door`);
  }
  if (/^export \* /m.test(text) && room.isDoor !== true) problems.push(`${file}: exports a star`);
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  for (const [pattern, what] of room.never ?? []) {
    if (pattern.test(code)) problems.push(`${file}: ${room.path} must not use ${what}`);
  }
  if (file.startsWith('server/src') && file !== ENVIRONMENT && /process\.env/.test(code)) {
    problems.push(`${file}: only ${ENVIRONMENT} reads the environment`);
  }
  return problems;
}

/** Every circle once, as the files on it. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) found.push(`a circle: ${[...trail.slice(at), file].join(' → ')}`);
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

const files = await Array.fromAsync(
  glob(['{openapi,server,sdk-ts}/src/**/*.ts', 'contract-tests/**/*.ts', 'examples/**/*.{ts,tsx}'], {
    cwd: ROOT,
    exclude: ['**/node_modules/**', '**/generated/**', '**/dist/**'],
  }),
);
const problems: string[] = [];
const graph = new Map<string, string[]>();
for (const file of files.sort()) {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  problems.push(...check(file, text));
  graph.set(
    file,
    importsOf(file, text).map((one) => one.target),
  );
}
problems.push(...circles(graph));
for (const problem of problems) console.error(problem);
console.log(`imports: ${files.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
