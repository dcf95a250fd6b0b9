import { registerHooks } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderMermaid } from '../../src/language/diagram.ts';
import type { Condition, Flow, Step, SwitchStep } from '../../src/language/model.ts';
import { checked, forEach, guard, orderProcessor, parallel, retry, task } from '../contract/flows.ts';
import { read } from './support.ts';

const range = { start: 0, end: 0 };
const text = (value: string) => ({ kind: 'literal', value, range }) as const;
const when = (name: string): Condition => ({ kind: 'test', expression: { kind: 'reference', name, range }, range });
const exit = (reason?: string): Step => ({
  kind: 'exit',
  range,
  dependsOn: [],
  ...(reason === undefined ? {} : { reason: text(reason) }),
});

function draw(...steps: Step[]): string {
  return renderMermaid(checked('F', { steps }).flow);
}

/** Without the frame that every flow has. */
function lines(...steps: Step[]): string[] {
  return draw(...steps)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trimStart());
}

const EVERY_KIND = `
flow: F
connections: {db: {type: postgres}}
steps:
  - {subflow: Sub, id: run}
  - pg_query: {connection: db, query: select 1}
  - wait: 5
  - wait: {until: "2026-01-01T00:00:00Z"}
  - {wait_for: approval, id: approved}
  - {while: execution.attempt < 3, do: [{task: A}]}
  - fail: {message: no}
on_error: [{task: Tell}]
on_cancel: [{task: Undo}]
`;

function drawnFrom(yaml: string): string[] {
  const found = renderMermaid(read(yaml).flow).trimEnd().split('\n').slice(1);
  return found.map((line) => line.trimStart());
}

describe('a diagram', () => {
  it('goes from the name of the flow to its end', () => {
    expect(draw()).toBe('flowchart TD\n  n1(["F"])\n  n2(["end"])\n  n1 --> n2\n');
  });

  it('shows a task with its id, its name and its tries', () => {
    expect(draw(task('Charge', { id: 'charge', retry }))).toContain('n2["charge<br/>Charge<br/>up to 3 tries"]');
    expect(draw(task('Charge'))).toContain('n2["Charge"]');
  });

  it('shows what bounds a step, of any kind, and the flow', () => {
    const bounded = `
flow: F
timeout: 60
connections: {db: {type: postgres}}
steps:
  - {task: A, timeout: 5}
  - pg_query: {connection: db, query: select 1, retry: {max_attempts: 2, delay: 1}, timeout: 6}
  - {subflow: Sub, timeout: 7}
  - {wait_for: approval, timeout: 8}
  - {parallel: [[{task: B}]], timeout: 9}
  - {for_each: "\${[1]}", as: one, do: [], timeout: 10}
`;
    expect(drawnFrom(bounded)).toEqual(
      expect.arrayContaining([
        'n1(["F<br/>at most 60 s"])',
        'n2["A<br/>at most 5 s"]',
        'n3[("pg_query<br/>up to 2 tries<br/>at most 6 s")]',
        'n4[["Sub<br/>at most 7 s"]]',
        'n5>"wait for approval<br/>at most 8 s"]',
        'n6{{"in parallel<br/>at most 9 s"}}',
        'subgraph n9["for each one in [1]<br/>at most 10 s"]',
      ]),
    );
  });

  it('lets a guard skip its step', () => {
    expect(lines(task('A', { guard }), task('B'))).toEqual([
      'n1(["F"])',
      'n2{"true"}',
      'n3["A"]',
      'n4["B"]',
      'n5(["end"])',
      'n1 --> n2',
      'n2 -->|"yes"| n3',
      'n3 --> n4',
      'n2 -->|"no"| n4',
      'n4 --> n5',
    ]);
  });

  it('parts at an `if` and meets after it', () => {
    // biome-ignore lint/suspicious/noThenProperty: a word of the language
    const step: Step = { kind: 'if', condition: when('a'), then: [task('A')], else: [], range, dependsOn: [] };
    expect(lines(step)).toEqual([
      'n1(["F"])',
      'n2{"a"}',
      'n3["A"]',
      'n4(["end"])',
      'n2 -->|"yes"| n3',
      'n1 --> n2',
      'n3 --> n4',
      'n2 -->|"no"| n4',
    ]);
  });

  it('shows the cases of a `switch`, and the way past all of them', () => {
    const step: SwitchStep = {
      kind: 'switch',
      value: text('x'),
      cases: [{ when: [text('a'), text('b')], do: [task('A')], range }],
      range,
      dependsOn: [],
    };
    const drawn = lines(step);
    expect(drawn).toContain('n2 -->|"a or b"| n3');
    expect(drawn).toContain('n2 -->|"otherwise"| n4');
    expect(lines({ ...step, default: [task('D')] })).toContain('n2 -->|"otherwise"| n4');
    expect(lines({ ...step, default: [task('D')] })).toContain('n4["D"]');
  });

  it('forks and joins a `parallel`', () => {
    expect(lines(parallel('p', [[task('A')], [task('B')]]))).toEqual([
      'n1(["F"])',
      'n2{{"p<br/>in parallel"}}',
      'n3["A"]',
      'n4["B"]',
      'n5{{"all done"}}',
      'n6(["end"])',
      'n2 --> n3',
      'n2 --> n4',
      'n3 --> n5',
      'n4 --> n5',
      'n1 --> n2',
      'n5 --> n6',
    ]);
  });

  it('puts the body of a loop, also an empty one, in a box of its own', () => {
    expect(draw(forEach('l', [task('A'), exit()], { maxConcurrency: 4 }))).toContain(
      '  subgraph n2["l<br/>for each item in null<br/>4 at a time"]\n    n3["A"]\n    n4(["exit"])\n    n5(("next"))\n  end\n',
    );
    expect(draw(forEach('l', []))).toContain('\n    n3(("next"))\n  end\n');
  });

  it('ends at an `exit`', () => {
    expect(lines(exit('refused'))).toEqual(['n1(["F"])', 'n2(["exit: refused"])', 'n1 --> n2']);
  });

  it('leads through the handler of an error, or past it where it is empty', () => {
    expect(lines(task('A', { onError: [task('H')] }))).toEqual([
      'n1(["F"])',
      'n2["A"]',
      'n3["H"]',
      'n4(["end"])',
      'n1 --> n2',
      'n2 -.->|"error"| n3',
      'n2 --> n4',
      'n3 --> n4',
    ]);
    expect(lines(task('A', { onError: [] }))).toContain('n2 -.->|"error"| n3');
  });

  it('shows every other kind of step in a shape of its own', () => {
    expect(drawnFrom(EVERY_KIND)).toEqual([
      'n1(["F"])',
      'n2[["run<br/>Sub"]]',
      'n3[("pg_query")]',
      'n4>"wait 5 s"]',
      'n5>"wait until 2026-01-01T00:00:00Z"]',
      'n6>"approved<br/>wait for approval"]',
      'subgraph n7["while execution.attempt #60; 3"]',
      'n8["A"]',
      'n9(("next"))',
      'end',
      'n10(["fail: no"])',
      'n11["Tell"]',
      'n12["Undo"]',
      'n1 --> n2',
      'n2 --> n3',
      'n3 --> n4',
      'n4 --> n5',
      'n5 --> n6',
      'n8 --> n9',
      'n6 --> n7',
      'n7 --> n10',
      'n1 -.->|"error"| n11',
      'n1 -.->|"cancelled"| n12',
    ]);
  });

  it('writes conditions so that no operator is misread', () => {
    const reference = (name: string) => ({ kind: 'reference', name, range }) as const;
    const sum = { kind: 'binary', operator: '+', left: reference('a'), right: reference('b'), range } as const;
    const product = { kind: 'binary', operator: '*', left: sum, right: reference('c'), range } as const;
    const condition: Condition = {
      kind: 'any',
      conditions: [
        { kind: 'test', expression: product, range },
        { kind: 'not', condition: when('d'), range },
      ],
      range,
    };
    expect(draw(task('A', { guard: condition }))).toContain('{"any of ((a + b) * c, not (d))"}');
  });
});

describe("Mermaid's own reader", () => {
  let labels: (flow: Flow) => Promise<string[]>;

  beforeAll(async () => {
    // It wants a browser for cleaning HTML, which reading alone does not need.
    const stub = 'data:text/javascript,export default {addHook(){},sanitize:(text)=>text}';
    registerHooks({
      resolve: (name, context, next) =>
        name === 'dompurify' ? { url: stub, shortCircuit: true } : next(name, context),
    });
    const { default: mermaid } = await import('mermaid');
    labels = async (flow) => {
      const drawn = renderMermaid(flow);
      await mermaid.parse(drawn);
      const { db } = await mermaid.mermaidAPI.getDiagramFromText(drawn);
      const { getVertices } = db as unknown as { getVertices(): Map<string, { text?: string }> };
      return [...getVertices.call(db).values()].flatMap(({ text: label }) => label ?? []).map(decode);
    };
  });

  /** Mermaid keeps the codes of characters in a spelling of its own until it draws. */
  function decode(label: string): string {
    return label.replace(/ﬂ°°(\d+)¶ß/g, (_all, code: string) => String.fromCodePoint(Number(code)));
  }

  it('understands every construct', async () => {
    expect(await labels(orderProcessor().flow)).toContain('reserve<br/>Reserve');
    expect(await labels(read(EVERY_KIND).flow)).toContain('approved<br/>wait for approval');
  });

  it.each([
    'end',
    '"quoted" and `ticked`',
    '%%{init: {"theme": "dark"}}%%',
    '#35; #quot; &amp; <b>bold</b>',
    'a]b)c}d|e --> f',
    'subgraph x; click n1 call alert()',
    '$$x^2$$ \\n 日本 🎉',
    'fa:fa-car',
    '---',
  ])('takes %s for nothing but text', async (evil) => {
    expect(await labels(checked('F', { steps: [task(evil), exit(evil)] }).flow)).toEqual(['F', evil, `exit: ${evil}`]);
  });

  it('is not given more than anybody would read, or half a character', () => {
    const drawn = draw(task(`${'x'.repeat(78)}🎉🎉`), task('line\none'), task(' '));
    expect(drawn).toContain(`["${'x'.repeat(78)}🎉🎉"]`);
    expect(draw(task('🎉'.repeat(81)))).toContain(`["${'🎉'.repeat(79)}…"]`);
    expect(drawn).toContain('["line one"]');
    expect(drawn).toContain('[" "]');
  });
});
