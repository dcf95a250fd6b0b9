import { checkFlow, type Flow } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { mergeReadme, newReadme } from '../../src/scaffold/readme.ts';

function flowOf(tasks: readonly string[]): Flow {
  const steps = tasks.map((task) => `  - task: ${task}\n`).join('');
  const result = checkFlow({ file: 'flow.yaml', text: `flow: F\ndescription: Says it\nsteps:\n${steps}` });
  if (!result.ok) throw new Error('a flow of this test has a mistake');
  return result.flow;
}

function summary(...tasks: readonly string[]) {
  return { flow: flowOf(tasks), tasks: tasks.map((name) => ({ name, description: `does | ${name}` })) };
}

describe('the README', () => {
  it('has one section that follows the flow, between what a person writes', () => {
    const text = newReadme(summary('A')).replace('# F', '# My own title\n\nMy own words').concat('\nMore of mine\n');
    const merged = mergeReadme(text, summary('A', 'B'));
    if (typeof merged === 'string') throw new Error(merged);
    expect(merged.text).toContain('| `B` | does \\| B |');
    expect(merged.text).toContain('# My own title\n\nMy own words\n');
    expect(merged.text.endsWith('\nMore of mine\n')).toBe(true);
    expect(mergeReadme(merged.text, summary('A', 'B'))).toEqual(merged);
  });

  it('keeps a section that a person edited', () => {
    const text = newReadme(summary('A')).replace('does \\| A', 'my own words');
    expect(mergeReadme(text, summary('A', 'B'))).toBe('edited');
  });

  it('keeps a section whose marks are not as they were', () => {
    const text = newReadme(summary('A'));
    expect(mergeReadme(text.replace('<!-- flowlang:end -->', ''), summary('B'))).toBe('edited');
    expect(mergeReadme(text + text, summary('B'))).toBe('edited');
  });

  it('does not mind other line ends, and writes them', () => {
    const text = newReadme(summary('A')).replaceAll('\n', '\r\n');
    expect(mergeReadme(text, summary('A'))).toEqual({ text });
    const merged = mergeReadme(text, summary('B'));
    expect(typeof merged === 'object' && /[^\r]\n/.test(merged.text)).toBe(false);
  });

  it('is left alone where it has no such section', () => {
    expect(mergeReadme('# Mine\n', summary('A'))).toBe('none');
  });
});
