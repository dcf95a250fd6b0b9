import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const SOURCE = new URL('../../src/', import.meta.url).href;

const PROBE = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({
    load(url, context, next) {
      loaded.push(url);
      return next(url, context);
    },
  });
  // Without a journal to work on it fails, once all is loaded.
  await import(process.argv[1]).catch(() => {});
  console.log(JSON.stringify(loaded));
`;

/** What a thread loads it has for itself: with the language it would take 25 MB more. */
describe('A thread of the journal', () => {
  it.each(['writer', 'reader', 'keeper', 'copier'])('that is the %s loads Node and files of ours alone', (name) => {
    const thread = `${SOURCE}journal/sqlite/${name}-thread.ts`;
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', PROBE, thread];
    const loaded: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(loaded).toContain(thread);
    const isLight = (url: unknown): boolean => /^node:/.test(String(url)) || String(url).startsWith(SOURCE);
    expect(Array.isArray(loaded) && loaded.filter((url) => !isLight(url))).toEqual([]);
  });
});
