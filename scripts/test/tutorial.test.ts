/** docs/tutorial.md, typed from its first line to its last into one shell, in a folder outside. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PYTHON, ROOT } from '../workspace.ts';
import { type CodeBlock, codeBlocks } from './markdown.ts';
import { folderOutside, PORT, typeAll } from './typed.ts';

const tutorial = readFileSync(path.join(ROOT, 'docs/tutorial.md'), 'utf8');
const folder = folderOutside('flowlang tutorial ');

/** What a person waits for before the next line. */
const UNTIL: readonly (readonly [line: RegExp, ready: string])[] = [
  [/^SERVER=/m, `curl -sf http://localhost:${PORT}/livez`],
  [/^WATCH=/m, 'grep -q "3 of 3" watch.log'],
  [
    /^sed -i/m,
    `curl -s -X POST http://localhost:${PORT}/flows/Welcome/execute -H content-type:application/json -d @test_inputs.json | grep -q "Welcome Ada"`,
  ],
];

/** An environment takes half a minute, and the test of the README makes one with the same line. */
const VENV = `mkdir -p .venv/bin\nprintf '#!/bin/sh\\nexec "%s" "$@"\\n' '${PYTHON}' > .venv/bin/python\nchmod +x .venv/bin/python`;

function typed({ language, file, text }: CodeBlock): string {
  const adapted = text
    .replaceAll('../welcome', `'${folder}/welcome'`)
    .replaceAll('8000', String(PORT))
    .replace(/^python3 -m venv .*$/m, () => VENV);
  if (file !== undefined) return `cat > '${file}' <<'END OF FILE'\n${adapted}END OF FILE\n`;
  if (language !== 'bash') return '';
  const [, ready] = UNTIL.find(([line]) => line.test(adapted)) ?? [];
  if (ready === undefined) return `${adapted}echo\n`;
  const wait = `until ${ready} >> waited.log; do sleep 0.1; done\n`;
  // What is edited is waited for before it is asked for; what is started, after all of its lines.
  return adapted.startsWith('sed -i') ? adapted.replace('\n', `\n${wait}`) : `${adapted}${wait}`;
}

describe('the tutorial', () => {
  let printed = '';

  beforeAll(async () => {
    printed = await typeAll(codeBlocks(tutorial).map(typed).join(''), ROOT, folder);
  }, 300_000);

  it('makes a project, brings it up to date with a flow, and shows how far it is', () => {
    expect(printed.match(/^Progress: .*/gm)).toEqual(['Progress: 2/2 (100.0%)', 'Progress: 1/3 (33.3%)']);
    expect(printed).toMatch(/greting[\s\S]*Did you mean/);
    expect(printed).toMatch(/Tests +9 passed[\s\S]*Tests +6 passed/);
  });

  it('serves the flow to curl and to both clients', () => {
    expect(printed).toContain('"gift":"a mug"');
    expect(printed).toContain('event: flow_completed');
    expect(printed).toContain('Hello Grace! For you: a mug.');
    expect(printed).toContain('Step: parcel, Status: completed');
  });

  it('takes up an edit, and goes on after it was killed', () => {
    expect(printed).toContain('"text":"Welcome Ada!"');
    expect(printed).toMatch(/"status":"waiting"[\s\S]*"status":"completed"[\s\S]*"gift":"a lamp"/);
  });

  it('ends with the command of the image', () => {
    const dockerfile = readFileSync(path.join(folder, 'welcome/Dockerfile'), 'utf8');
    const command: unknown = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '');
    expect(tutorial).toContain(`NODE_ENV=production ${Array.isArray(command) && command.join(' ')} &`);
    expect(printed).toContain('{"status":"ready"}');
  });
});
