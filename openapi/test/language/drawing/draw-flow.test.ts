import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../../src/language/drawing/draw-flow.ts';
import { read } from '../support.ts';

const EVERY_KIND = `
flow: F
timeout: 60
connections: {db: {type: postgres}}
inputs: [{name: n, type: integer, default: 1}]
steps:
  - {task: Charge, id: charge, retry: {max_attempts: 3, delay: 1}, timeout: 30, on_error: [{task: Rescue}]}
  - {task: Guarded, if: inputs.n > 1}
  - if: inputs.n == 1
    then: [{task: One}]
    else: [{exit: {reason: nothing to do}}]
  - switch: \${inputs.n}
    cases: [{when: 1, do: [{wait: 5}]}, {when: [2, 3], do: [{wait_for: approval, id: approved}]}]
    default: [{fail: {message: "no such \${inputs.n}"}}]
  - parallel:
      - [{subflow: Sub, id: run}]
      - [{pg_query: {connection: db, query: select 1}}]
    id: both
    max_concurrency: 2
  - {for_each: "\${[1, 2]}", as: one, id: each, do: [{task: Part}]}
  - {while: execution.attempt > 3, do: [{task: Again}]}
on_error: [{task: Tell}]
on_cancel: [{task: Undo}]
`;

const svg = renderSvg(read(EVERY_KIND).flow);

/** What stands in it, in its order. */
const words = [...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text);

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxes(look: string): Box[] {
  const pattern = new RegExp(
    `<g class="(?:step )?(?:${look})"[^>]*>.*?<rect [^>]*x="([\\d.]+)" y="([\\d.]+)" width="([\\d.]+)" height="([\\d.]+)"`,
    'gs',
  );
  return [...svg.matchAll(pattern)].map((match) => {
    const [left = 0, top = 0, width = 0, height = 0] = match.slice(1).map(Number);
    return { left, top, right: left + width, bottom: top + height };
  });
}

describe('a drawing', () => {
  it('shows every construct, with what bounds it', () => {
    const expected = ['F', 'at most 60 s', 'charge', 'Charge', 'up to 3 tries', 'at most 30 s', 'error', 'Rescue'];
    expected.push('only if', 'inputs.n &#62; 1', 'Guarded', 'if', 'One', 'exit', 'nothing to do', 'switch', '2 or 3');
    expected.push(
      'otherwise',
      'wait',
      '5 s',
      'wait for',
      'approved',
      'fail',
      'no such ${inputs.n}',
      'in parallel',
      'both',
    );
    expected.push(
      '2 at a time',
      'subflow',
      'Sub',
      'connection',
      'pg_query',
      '↻ each',
      'for each one in [1, 2]',
      'Part',
    );
    expected.push(
      '↻ while execution.attempt &#62; 3',
      'end',
      'when the flow fails',
      'Tell',
      'when the flow is cancelled',
    );
    expect(words).toEqual(expect.arrayContaining([...expected, 'Undo']));
  });

  it('names each step by its path in events', () => {
    const paths = [...svg.matchAll(/data-path="([^"]+)"/g)].map(([, path]) => path);
    expect(paths).toEqual([
      'steps[0]',
      'steps[0].on_error[0]',
      'steps[1]',
      'steps[2].then[0]',
      'steps[3].cases[0].do[0]',
      'steps[3].cases[1].do[0]',
      'steps[4]',
      'steps[4].parallel[0][0]',
      'steps[4].parallel[1][0]',
      'steps[5]',
      'steps[5].do[0]',
      'steps[6]',
      'steps[6].do[0]',
      'on_error[0]',
      'on_cancel[0]',
    ]);
  });

  it('lays no two steps over each other, and none outside of the picture', () => {
    const all = boxes('task|wait|subflow|connection|start|end|exit|fail|parallel');
    expect(all.length).toBeGreaterThan(15);
    const [, width = 0, height = 0] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
    for (const [index, a] of all.entries()) {
      expect(a.left >= 0 && a.top >= 0 && a.right <= width && a.bottom <= height).toBe(true);
      for (const b of all.slice(index + 1)) {
        expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
      }
    }
  });

  it('takes whatever a flow says for nothing but text', () => {
    const evil = '</text><script>alert("1")</script>&\\u0000';
    const { flow } = read(`flow: F\nsteps:\n  - {task: A, id: a}\n  - {fail: {message: '${evil}'}}\n`);
    const drawn = renderSvg({ ...flow, name: '"><img onerror=alert(1)> \u0001' });
    expect(drawn).not.toMatch(/<script|<img/);
    expect(drawn).not.toContain('\u0001');
    expect(drawn).toContain('&#60;img');
  });

  it('draws a flow without steps, and ends that end nothing', () => {
    expect(renderSvg(read('flow: F\nsteps: []\n').flow)).toContain('>end<');
    expect(renderSvg(read('flow: F\nsteps: [{exit: {}}]\n').flow)).not.toContain('>end<');
  });

  it('shortens what nobody would read', () => {
    const { flow } = read(`flow: F\nsteps: [{task: ${'a'.repeat(500)}}]\n`);
    expect(renderSvg(flow)).toContain('…<');
    expect(renderSvg(flow)).toContain('a'.repeat(500));
  });
});
