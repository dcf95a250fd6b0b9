/** docs/executions.md, typed by somebody in a folder of their own. */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../workspace.ts';
import { codeBlocks } from './markdown.ts';
import { folderOutside, PORT, serve, type } from './typed.ts';

describe('the guide to executions', () => {
  it('does what it says, line by line', { timeout: 120_000 }, async () => {
    const folder = folderOutside('flowlang guide ');
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    const blocks = codeBlocks(readFileSync(path.join(ROOT, 'docs/executions.md'), 'utf8'));
    let lines = '';
    for (const { language, file, text } of blocks) {
      const adapted = text.replaceAll('8000', String(PORT));
      if (file !== undefined) writeFileSync(path.join(folder, file), adapted);
      if (language !== 'bash') continue;
      if (adapted.includes('flowlang serve')) await serve(adapted, folder);
      // What a person needs for the next line, a script does not.
      else lines += `${adapted}\necho; sleep 0.3\n`;
    }
    const printed = await type(lines, folder);
    expect(printed).toContain('"status":"waiting"');
    expect(printed).toContain('"next_cursor":null');
    expect(printed).toContain('"type":"step_waiting"');
    expect(printed).toContain('"event":"approval"');
    expect(printed).toMatch(/HTTP\/1.1 202 Accepted[\s\S]*"origin":"retry"/);
    expect(printed).toContain('"reason":"found a cheaper one"');
    expect(printed).not.toContain('"urn:flowlang:problem:');
  });
});
