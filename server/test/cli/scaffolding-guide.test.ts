import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { flowlang, node } from './command.ts';

const GUIDE = readFileSync(path.join(import.meta.dirname, '../../../docs/scaffolding.md'), 'utf8');

function fences(language: string): readonly string[] {
  return [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}

describe('docs/scaffolding.md', () => {
  it('can be typed from its first line to its last', async () => {
    const cwd = tempProject({ 'flow.yaml': fences('yaml')[0] ?? '' });
    const outputs = new Map<string, string>();
    for (const command of fences('sh').flatMap((text) => text.trim().split('\n'))) {
      const [program, ...args] = command.split(' ');
      const ended = await (program === 'node' ? node(args, { cwd }) : flowlang(args, { cwd }));
      expect({ command, code: ended.code }).toEqual({ command, code: 0 });
      outputs.set(command, ended.stdout);
    }
    expect(outputs.get('node flow.ts')).toMatch(/^Progress: 0\/2 \(0\.0%\)\n/);
    expect(GUIDE).toContain('`Progress: 0/2 (0.0%)`');
    const tasks = readFileSync(path.join(cwd, 'flow.ts'), 'utf8');
    expect(tasks).toContain(fences('ts')[0]);

    writeFileSync(path.join(cwd, 'tests/tasks.test.ts'), '// removed\n');
    expect((await flowlang(['scaffolder', 'update', 'flow.yaml'], { cwd })).stderr).toBe('Nothing is new.\n');
  });
});
