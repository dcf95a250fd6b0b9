import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRedactor, loadConfig } from '../../src/project/config.ts';
import { tempProject } from './temp-project.ts';

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('FLOWLANG_TEST_')) delete process.env[name];
  vi.unstubAllEnvs();
});

describe('loadConfig', () => {
  it('reads the .env of the project, for tasks too', () => {
    const root = tempProject({
      '.env': '# settings\nFLOWLANG_TEST_URL="http://x # y"\nFLOWLANG_TEST_TOKEN=abcdef123\n',
    });
    const config = loadConfig({ projectDir: root });
    expect(config.env['FLOWLANG_TEST_URL']).toBe('http://x # y');
    expect(process.env['FLOWLANG_TEST_URL']).toBe('http://x # y');
    expect(config.redact('token abcdef123')).toBe('token ***');
  });

  it('does not override what the environment says', () => {
    vi.stubEnv('FLOWLANG_TEST_MODE', 'set outside');
    const root = tempProject({ '.env': 'FLOWLANG_TEST_MODE=from the file' });
    expect(loadConfig({ projectDir: root }).env['FLOWLANG_TEST_MODE']).toBe('set outside');
  });

  it('reads the .env beside a folder called flows, too', () => {
    const root = tempProject({ '.env': 'FLOWLANG_TEST_SHARED=1', 'flows/a/flow.yaml': '' });
    expect(loadConfig({ multiDir: join(root, 'flows') }).env['FLOWLANG_TEST_SHARED']).toBe('1');
  });

  it('does without a .env, but not without one that cannot be read', () => {
    const root = tempProject({});
    expect(() => loadConfig({ projectDir: root })).not.toThrow();
    mkdirSync(join(root, '.env'));
    expect(() => loadConfig({ projectDir: root })).toThrow(`${join(root, '.env')} cannot be read`);
  });

  it('is in production when NODE_ENV says so', () => {
    const root = tempProject({});
    expect(loadConfig({ projectDir: root }).production).toBe(false);
    vi.stubEnv('NODE_ENV', 'production');
    expect(loadConfig({ projectDir: root }).production).toBe(true);
  });
});

describe('createRedactor', () => {
  it.each(['API_KEY', 'github_token', 'CLIENT_SECRET_2', 'PGPASSWORD'])('hides the value of %s', (name) => {
    const redact = createRedactor({ [name]: 's3cret-value' });
    expect(redact('sent s3cret-value, twice: s3cret-value')).toBe('sent ***, twice: ***');
  });

  it('leaves other values as they are, and those that are too short to be told from words', () => {
    const redact = createRedactor({ REGION: 'frankfurt', API_KEY: 'abcde', EMPTY_TOKEN: '', UNSET_TOKEN: undefined });
    expect(redact('frankfurt abcde')).toBe('frankfurt abcde');
  });

  it('hides URLs with credentials, and the password of one by itself', () => {
    const redact = createRedactor({
      DATABASE_URL: 'postgresql://shop:p%40ssword@db:5432/shop',
      SITE: 'https://example.org',
    });
    expect(redact('cannot reach postgresql://shop:p%40ssword@db:5432/shop')).toBe('cannot reach ***');
    expect(redact('refused: p@ssword and p%40ssword')).toBe('refused: *** and ***');
    expect(redact('see https://example.org')).toBe('see https://example.org');
  });

  it('hides a secret inside of JSON and of a URL', () => {
    const redact = createRedactor({ PRIVATE_KEY: 'line 1\n"line" 2' });
    expect(redact(JSON.stringify({ key: 'line 1\n"line" 2' }))).toBe('{"key":"***"}');
    expect(redact(`https://x/?k=${encodeURIComponent('line 1\n"line" 2')}`)).toBe('https://x/?k=***');
  });

  it('takes a secret as it is, not as a pattern', () => {
    const redact = createRedactor({ API_KEY: 'a.c+(d)$[1]' });
    expect(redact('a.c+(d)$[1] abcc(d)$[1]')).toBe('*** abcc(d)$[1]');
  });

  it('hides the longer of two secrets that begin alike', () => {
    const redact = createRedactor({ A_KEY: 'secret', B_KEY: 'secret-and-more' });
    expect(redact('secret-and-more')).toBe('***');
  });
});
