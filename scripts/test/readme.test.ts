/** The README, typed by somebody new: every command and every file of it, in its order, in a folder outside. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';
import { folderOutside, PORT, serve, type } from './typed.ts';

const folder = folderOutside('flowlang readme ');
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const [twoCommands, ...start] = codeBlocks(readme);

/** As it stands there, but for the folder, and the port, which another program may have. */
function adapt(text: string): string {
  return text.replaceAll('../greeter', `'${folder}'`).replaceAll('8000', String(PORT));
}

describe('the README', () => {
  it('names two commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const commands = twoCommands?.text.split('\n').flatMap((line) => line.match(/^npm (?:run )?(\w+)/)?.[1] ?? []);
    expect(commands).toEqual(['demo', 'test']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands ?? []));
  });

  it('leads from an empty folder to a flow that both clients call', { timeout: 400_000 }, async () => {
    let printed = '';
    let cwd = ROOT;
    for (const { language, file, text } of start) {
      // What `init` has made is shown as it is; the rest is written by whoever reads.
      if (file !== undefined && existsSync(path.join(folder, file)))
        expect(readFileSync(path.join(folder, file), 'utf8')).toBe(text);
      else if (file !== undefined) writeFileSync(path.join(folder, file), adapt(text));
      if (language !== 'bash') continue;
      for (const line of adapt(text).trimEnd().split('\n')) {
        if (line.startsWith('FLOWLANG=')) continue;
        if (line.startsWith('cd ')) cwd = folder;
        else if (line.includes('flowlang serve')) await serve(line, cwd);
        else printed += await type(line, cwd);
      }
    }
    expect(printed).toContain('"implementation_status":"2/2 (100.0%)"');
    expect(printed.match(/"text":\s*"Hello Ada! Hello Ada!"/g)?.length).toBeGreaterThanOrEqual(3);
    expect(printed).toContain('event: flow_completed');
    expect(printed.match(/^Hello Ada!$/gm)).toHaveLength(2);
    expect(printed).toContain('repeated: completed');
    expect(printed).toContain('Step: repeated, Status: completed');
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');
    for (const link of links) expect(() => readFileSync(path.join(ROOT, link)), link).not.toThrow(/ENOENT/);
  });
});
