/** The settings of the process: the only place that reads `process.env`. */
import { join } from 'node:path';
import { hider } from '../engine/hide-texts.ts';
import { ProjectError } from '../errors.ts';
import { homeOf, type ProjectLocation, rootOf } from './discover.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly env: Environment;
  /** Show callers less: no source text, no absolute paths; no hot reload. */
  readonly production: boolean;
  /** Look at files again and again instead of being told of their changes. */
  readonly poll: boolean;
  /** Takes the values of secret variables out of a text. */
  readonly redact: (text: string) => string;
}

/**
 * Reads the environment, after adding what a `.env` of the project says and the environment does not.
 *
 * @throws ProjectError if there is a `.env` that cannot be read
 */
export function loadConfig(location: ProjectLocation): Config {
  for (const dir of new Set([rootOf(location), homeOf(location)])) loadEnvFile(join(dir, '.env'));
  const env = { ...process.env };
  return {
    env,
    production: env['NODE_ENV'] === 'production',
    poll: env['FLOWLANG_POLL'] === '1',
    redact: createRedactor(env),
  };
}

function loadEnvFile(path: string): void {
  try {
    process.loadEnvFile(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('code' in error && error.code === 'ENOENT') return;
    throw new ProjectError(`${path} cannot be read: ${error.message}`);
  }
}

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/i;

/** Shorter values stand in too many other words. */
const SHORTEST_SECRET = 6;

/** Answers a function that replaces every secret of `env` by `***`: those that are secret by their name, and URLs with credentials. */
export function createRedactor(env: Environment): (text: string) => string {
  const secrets = new Set(
    Object.entries(env)
      .flatMap(([name, value = '']) => secretsIn(name, value))
      .flatMap(spellings),
  );
  return hider([...secrets].filter((secret) => secret.length >= SHORTEST_SECRET));
}

function secretsIn(name: string, value: string): readonly string[] {
  if (SECRET_NAME.test(name)) return [value];
  const url = value.includes('@') && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || url.password === '') return [];
  return [value, url.password, decode(url.password)];
}

/** As it is, as it stands inside of JSON, and as it stands in a URL. */
function spellings(secret: string): readonly string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const COVERAGE = 'FLOWLANG_COVERAGE';

/** The folder in which tests leave what they reached of their flows, if somebody gathers it. */
export function coverageFolder(): string | undefined {
  return process.env[COVERAGE] || undefined;
}

/** For the processes and threads that begin from now on. */
export function gatherCoverage(folder: string): void {
  process.env[COVERAGE] = folder;
}

export function isUnderVitest(): boolean {
  return process.env['VITEST'] === 'true';
}

/** Where programs are looked for. */
export function searchPath(): string {
  return process.env['PATH'] ?? '';
}
