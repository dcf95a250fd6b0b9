import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { flowlang } from './command.ts';
import { BAD_YAML, GOOD_YAML } from './projects.ts';

describe('visualize', () => {
  it('draws a flow whose tasks are not written yet, for a pipe or into a file', async () => {
    const cwd = tempProject({ 'flow.yaml': GOOD_YAML });
    const { code, stdout, stderr } = await flowlang(['visualize'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^flowchart TD\n {2}n1\(\["Double"\]\)/);
    const written = await flowlang(['visualize', 'flow.yaml', '-o', 'flow.html'], { cwd });
    expect([written.code, written.stdout, written.stderr]).toEqual([0, '', 'flow.html is written.\n']);
    const page = readFileSync(path.join(cwd, 'flow.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<svg [\s\S]*twice/);
    expect(page).not.toContain('<script');
    expect((await flowlang(['visualize', '--format', 'svg'], { cwd })).stdout).toMatch(/^<svg .*<style>/);
  });

  it('takes what to draw from the ending of the file, and refuses one that says nothing', async () => {
    const cwd = tempProject({ 'flow.yaml': GOOD_YAML });
    const text = await flowlang(['visualize', 'flow.yaml', '-o', 'flow.mmd'], { cwd });
    expect([text.code, readFileSync(path.join(cwd, 'flow.mmd'), 'utf8')]).toEqual([
      0,
      expect.stringMatching(/^flowchart/),
    ]);
    const { code, stderr } = await flowlang(['visualize', 'flow.yaml', '-o', 'flow.pdf'], { cwd });
    expect([code, existsSync(path.join(cwd, 'flow.pdf'))]).toEqual([2, false]);
    expect(stderr).toBe(
      'flowlang: flow.pdf cannot be drawn: its name may end in .html, .svg, .mmd, .mermaid, .txt. Or say --format.\n',
    );
    expect((await flowlang(['visualize', '-o', 'flow.pdf', '--format', 'svg'], { cwd })).code).toBe(0);
  });

  it('shows the mistakes of a flow that cannot be drawn, and says where it cannot write', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML, 'good.yaml': GOOD_YAML });
    const { code, stdout, stderr } = await flowlang(['visualize'], { cwd });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/flow.yaml:4:5 error FL[\s\S]*cannot be drawn until that is mended/);
    const lost = await flowlang(['visualize', 'good.yaml', '-o', 'none/flow.svg'], { cwd });
    expect([lost.code, lost.stderr]).toEqual([
      2,
      expect.stringMatching(/^flowlang: none\/flow.svg cannot be written: /),
    ]);
  });
});
