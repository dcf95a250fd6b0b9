import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { ending, story } from './harness.ts';
import type { Entry, LastingJournal } from './lasting-journal.ts';
import {
  endedKeys,
  failedTries,
  faultsOf,
  live,
  type Rig,
  type RigTask,
  resumed,
  retried,
  type Try,
} from './resume-rig.ts';

const pause = (clock: { after(delay: number, wake: () => void): unknown }, delay: number) =>
  new Promise<void>((resolve) => clock.after(delay, resolve));

const TASKS: Record<string, RigTask> = {
  Quick: (inputs) => ({ got: inputs['value'] ?? null }),
  Slow: async (inputs, _context, clock) => {
    await pause(clock, Number(inputs['ms'] ?? 30));
    return { got: inputs['value'] ?? null };
  },
  Flaky: async (inputs, { attempt }, clock) => {
    await pause(clock, 10);
    if (attempt < 3) throw new Error(`try ${attempt}`);
    return { got: attempt, value: inputs['value'] ?? null };
  },
  Fails: async (inputs, _context, clock) => {
    await pause(clock, Number(inputs['ms'] ?? 20));
    throw Object.assign(new Error('no luck'), { name: 'NoLuck' });
  },
};

/** Tasks that end in the same moment, in the order of their calls. */
let together: (() => void)[] = [];
TASKS['Together'] = (inputs, _context, clock) =>
  new Promise((resolve, reject) => {
    if (together.length === 0) {
      clock.after(20, () => {
        const all = together;
        together = [];
        for (const end of all) end();
      });
    }
    together.push(() => (inputs['fail'] ? reject(new Error('no luck')) : resolve({ got: 1 })));
  });

const FLOWS: Record<string, string> = {
  'branches that end in the same moment': `
flow: F
steps:
  - parallel:
      - - {id: a, task: Together}
        - {id: a2, task: Slow}
      - - {id: b, task: Together, inputs: {fail: true}}
    on_error: [{id: h, task: Slow, inputs: {value: 1}}]
outputs: [{name: h, value: "\${h.got}"}]`,
  'an exit and a failure in the same moment': `
flow: F
steps:
  - parallel:
      - - {id: b, task: Together, inputs: {fail: true}, on_error: [{task: Quick}, {task: Quick}, exit]}
      - - {id: a, task: Together}
        - {id: a2, task: Quick}
        - {id: a3, task: Quick}
        - if: "\${a.got == 1}"
          then: [{if: "\${a.got == 1}", then: [{if: "\${a.got == 1}", then: [{fail: too late}]}]}]
outputs: [{name: a, value: "\${a.got}"}]`,
  'a sequence': `
flow: F
steps:
  - {id: a, task: Quick, inputs: {value: 1}}
  - {id: b, task: Slow, inputs: {value: "\${a.got}"}}
  - {id: c, task: Slow, inputs: {value: "\${b.got}"}}
outputs: [{name: c, value: "\${c.got}"}, {name: attempt, value: "\${execution.attempt}"}]`,
  'a parallel step and a loop': `
flow: F
steps:
  - parallel:
      - - {id: a, task: Slow, inputs: {value: 1, ms: 10}}
        - {id: a2, task: Quick, inputs: {value: "\${a.got}"}}
      - - {id: b, task: Slow, inputs: {value: 2, ms: 25}}
  - id: each
    for_each: "\${[1, 2, 3, 4, 5]}"
    as: n
    max_concurrency: 2
    do:
      - {id: x, task: Slow, inputs: {value: "\${n}", ms: "\${n * 5}"}}
      - {id: y, task: Slow, inputs: {value: "\${x.got + 1}"}}
outputs: [{name: sum, value: "\${a2.got + b.got}"}, {name: each, value: "\${each.results}"}]`,
  'a branch that fails while others run, and is handled': `
flow: F
steps:
  - id: all
    parallel:
      - - {id: a, task: Slow, inputs: {value: 1, ms: 10}}
        - {id: a2, task: Slow, inputs: {value: 2, ms: 100}}
        - {id: a3, task: Slow, inputs: {value: 3}}
      - - {id: b, task: Fails, inputs: {ms: 30}}
    on_error:
      - {id: h, task: Slow, inputs: {value: "\${error.type}"}}
  - {id: after, task: Slow, inputs: {value: "\${h.got}"}}
outputs: [{name: after, value: "\${after.got}"}]`,
  'retries with back-off': `
flow: F
steps:
  - {id: a, task: Flaky, inputs: {value: 5}, retry: {max_attempts: 4, delay: 2, jitter: none}}
  - {id: b, task: Flaky, inputs: {value: 6}, retry: {max_attempts: 2, delay: 1, jitter: none}, on_error: [{id: h, task: Quick, inputs: {value: "\${error.attempts}"}}]}
outputs: [{name: a, value: "\${a.got}"}, {name: h, value: "\${h.got}"}]`,
  'timers and a loop with a condition': `
flow: F
steps:
  - {task: Quick, inputs: {value: 0}}
  - while: "(a.got ?? 0) < 3"
    do:
      - wait: 1.5
      - {id: a, task: Slow, inputs: {value: "\${loop.index + 1}"}}
outputs: [{name: a, value: "\${a.got}"}]`,
  'time limits of what holds steps': `
flow: F
steps:
  - id: all
    timeout: 1
    parallel:
      - - {id: a, task: Slow, inputs: {value: 1, ms: 300}}
        - {id: a2, task: Slow, inputs: {value: 1, ms: 5000}}
      - - {id: b, task: Slow, inputs: {value: 2, ms: 300}}
    on_error:
      - {id: h, task: Slow, inputs: {value: "\${error.type}"}}
  - if: "\${true}"
    timeout: 1
    then: [{id: c, task: Slow, inputs: {value: 1, ms: 3000}}]
    on_error: [{id: h2, task: Slow, inputs: {value: "\${error.message}"}}]
outputs: [{name: h, value: "\${h.got}"}, {name: h2, value: "\${h2.got}"}]`,
  'a time limit of the flow, and its on_error': `
flow: F
timeout: 2
steps:
  - {id: a, task: Slow, inputs: {value: 1, ms: 1500}}
  - {id: b, task: Slow, inputs: {value: 2, ms: 1500}}
on_error:
  - {id: h, task: Slow, inputs: {value: "\${error.type}"}}
  - exit: {outputs: {b: "\${h.got}"}}
outputs: [{name: b, value: "\${b.got}"}]`,
  'an exit in a branch': `
flow: F
steps:
  - parallel:
      - - {id: a, task: Slow, inputs: {value: 1, ms: 40}}
        - exit: {reason: enough, outputs: {a: "\${a.got}"}}
      - - {id: b, task: Slow, inputs: {value: 2, ms: 500}}
        - {id: b2, task: Slow, inputs: {value: 2, ms: 500}}
outputs: [{name: a, value: "\${a.got}"}]`,
  'silent steps': `
flow: F
silent: true
steps:
  - {id: a, task: Slow, inputs: {value: 1}}
  - {id: f, task: Fails, on_error: [{id: h, task: Slow, inputs: {value: "\${error.type}"}}]}
  - {id: r, task: Flaky, inputs: {value: 5}, retry: {max_attempts: 4, delay: 2, jitter: none}}
  - wait: 3
  - for_each: "\${[1, 2, 3]}"
    id: each
    as: n
    max_concurrency: 2
    do: [{id: x, task: Slow, inputs: {value: "\${n}"}}]
outputs: [{name: h, value: "\${h.got}"}, {name: r, value: "\${r.got}"}, {name: each, value: "\${each.results}"}]`,
  'events that tell no values': `
flow: F
events: status
steps:
  - {id: a, task: Slow, inputs: {value: 1}}
  - {id: b, task: Slow, inputs: {value: "\${a.got + 1}"}}
outputs: [{name: b, value: "\${b.got}"}]`,
  'sensitive inputs': `
flow: F
inputs: [{name: token, type: string, sensitive: true}]
steps:
  - {id: a, task: Slow, inputs: {value: "\${inputs.token}"}}
  - {id: b, task: Slow, inputs: {value: "\${length(a.got)}"}}
outputs: [{name: b, value: "\${b.got}"}]`,
  'items that fail and are passed over': `
flow: F
steps:
  - id: each
    for_each: "\${[1, 2, 3]}"
    as: n
    on_item_error: continue
    do:
      - {id: x, task: Slow, inputs: {value: "\${n}", ms: "\${10 * n}"}}
      - if: "\${n == 2}"
        then: [{task: Fails}]
outputs: [{name: each, value: "\${each.results}"}, {name: errors, value: "\${length(each.errors)}"}]`,
};

describe('which of two branches ended the other', () => {
  // Live, the steps after `a` need no promise, and the exit comes first; told again, the failure would.
  const yaml = `
flow: F
steps:
  - parallel:
      - - {id: b, task: Together}
        - if: "b.got == 1"
          then: [{if: "b.got == 1", then: [{fail: too late}]}]
      - - {id: a, task: Together}
${Array.from({ length: 12 }, (_, index) => `        - {id: q${index}, task: Quick}`).join('\n')}
        - exit: {outputs: {a: "\${a.got}"}}
outputs: [{name: a, value: "\${a.got}"}]`;

  it('is what it was, once it is kept', async () => {
    const rig = { yaml, tasks: TASKS };
    const { journal } = await live(rig);
    expect(ending(journal.events)).toMatchObject({ outputs: { a: 1 } });
    const decided = journal.entries.findIndex((entry) => 'fact' in entry && entry.fact.kind === 'decided');
    if (journal.execution === undefined || decided < 0) throw new Error('nothing was decided');
    const again = await resumed(rig, journal.execution, journal.entries.slice(0, decided + 1));
    expect(ending(again.journal.events)).toEqual(ending(journal.events));
  });
});

/** It may have taken longer. */
function timeless(end: unknown): unknown {
  return { ...(end as object), duration_ms: 0, timestamp: '' };
}

/** First tries after the cut whose number is not that of the try that was in flight. */
function triesThatForgot(kept: readonly Entry[], tries: readonly Try[]): readonly Try[] {
  const failed = failedTries(kept);
  const first = new Map(tries.toReversed().map((one) => [one.key, one]));
  return [...first.values()].filter(({ key, attempt }) => attempt !== (failed.get(key) ?? 0) + 1);
}

async function fromEveryPoint(rig: Rig): Promise<void> {
  const whole = await live(rig);
  const { execution, entries } = whole.journal;
  expect(faultsOf(whole.journal.events)).toEqual([]);
  if (execution === undefined) throw new Error('nothing was begun');
  for (let cut = 0; cut < entries.length; cut++) {
    const kept = entries.slice(0, cut);
    if (kept.some((entry) => 'event' in entry && entry.event.type.startsWith('flow_c'))) break;
    const { journal, tries } = await resumed(rig, execution, kept);
    const at = `cut after ${cut} entries: ${JSON.stringify(kept.at(-1))}`;
    expect(faultsOf(journal.events), at).toEqual([]);
    expect(timeless(ending(journal.events)), at).toEqual(timeless(ending(whole.journal.events)));
    const ended = endedKeys(kept);
    expect(
      tries.filter(({ key }) => ended.has(key)),
      at,
    ).toEqual([]);
    expect(triesThatForgot(kept, tries), at).toEqual([]);
    // A step that was never begun, because a sibling had failed, is not begun now.
    const known = new Set(whole.tries.map(({ key }) => key));
    expect(
      tries.filter(({ key }) => !known.has(key)),
      at,
    ).toEqual([]);
  }
}

describe('an execution that goes on from any point of its journal', () => {
  it.each(Object.entries(FLOWS))('%s', async (_name, yaml) => {
    await fromEveryPoint({ yaml, tasks: TASKS, inputs: yaml.includes('token') ? { token: 'tell-nobody' } : {} });
  });
});

describe('from outside', () => {
  const WAITS = `
flow: F
steps:
  - {id: a, task: Slow, inputs: {value: 1}}
  - {id: w, wait_for: approval, timeout: 60}
  - {id: b, task: Slow, inputs: {value: "\${w.by}"}}
on_cancel: [{id: undo, task: Slow, inputs: {value: 0}}]
outputs: [{name: by, value: "\${b.got}"}]`;

  it('an event that was delivered is not waited for again, from whatever point it goes on', async () => {
    const act = async (engine: Engine, id: string): Promise<void> => {
      await engine.deliver('F', id, 'approval', { by: 'Ada' });
    };
    await fromEveryPoint({ yaml: WAITS, tasks: TASKS, act });
  });

  it('one that was cancelled is cancelled, and cleans up once', async () => {
    const act = async (engine: Engine, id: string, { events, facts }: LastingJournal): Promise<void> => {
      if (facts.some((fact) => fact.kind === 'cancelled')) return;
      if (events.some((event) => event.type === 'step_waiting')) await engine.cancel('F', id, 'no more');
    };
    await fromEveryPoint({ yaml: WAITS, tasks: TASKS, act });
  });
});

describe('a retry of a failed execution', () => {
  const FAILS = `
flow: F
steps:
  - {id: a, task: Quick, inputs: {value: 1}}
  - parallel:
      - [{id: b, task: Slow, inputs: {value: 2, ms: 5}}]
      - [{id: c, task: Charge, inputs: {value: "\${a.got}"}}]
  - {id: d, task: Quick, inputs: {value: "\${execution.attempt}"}}
on_error: [{task: Slow, inputs: {value: 9}}]
outputs: [{name: d, value: "\${d.got}"}, {name: b, value: "\${b.got}"}]`;

  it('runs only what was not completed, with the keys of the first execution, and tells all of it', async () => {
    let broken = true;
    const keys: string[] = [];
    const Charge: RigTask = async (_inputs, { idempotency_key }, clock) => {
      keys.push(idempotency_key);
      await pause(clock, 20);
      if (broken) throw new Error('no connection');
      return {};
    };
    const rig = { yaml: FAILS, tasks: { ...TASKS, Charge } };
    const failed = await live(rig);
    expect(failed.journal.events.at(-1)).toMatchObject({ type: 'flow_failed' });
    broken = false;
    const { journal, tries } = await retried(rig, failed);
    expect(faultsOf(journal.events)).toEqual([]);
    expect(ending(journal.events)).toEqual({ d: 2, b: 2 });
    expect(tries.map(({ key }) => key)).toEqual(['e1:steps[1].parallel[1][0]', 'e1:steps[2]']);
    expect(keys).toEqual(['e1:steps[1].parallel[1][0]', 'e1:steps[1].parallel[1][0]']);
    expect(journal.execution?.head).toMatchObject({ origin: 'retry', parent_id: 'e1', root_id: 'e1', attempt: 2 });
    expect(story(journal.events)).toEqual([
      'flow_started',
      'step_started a',
      'step_completed a',
      'step_started parallel',
      'step_started b',
      'step_completed b',
      'step_started c',
      'step_completed c',
      'step_completed parallel',
      'step_started d',
      'step_completed d',
      'flow_completed',
    ]);
  });

  it('reacts anew where the flow fails again: what its on_error did was for the first failure', async () => {
    const yaml = `
flow: F
steps: [{id: a, task: Quick, inputs: {value: 1}}, {id: b, task: Fails}]
on_error: [{id: h, task: Quick, inputs: {value: "\${error.message}"}}]`;
    const rig = { yaml, tasks: TASKS };
    const { tries } = await retried(rig, await live(rig));
    expect(tries.map(({ key }) => key)).toEqual(['e1:steps[1]', 'e1:on_error[0]']);
  });

  it('takes no other', async () => {
    const rig = { yaml: FLOWS['a sequence'] ?? '', tasks: TASKS };
    await expect(retried(rig, await live(rig))).rejects.toThrow('Only an execution that has failed can be retried');
  });

  it('keeps a failure that was handled, and what handled it', async () => {
    const Charge: RigTask = () => {
      throw new Error('no connection');
    };
    const yaml = `
flow: F
steps:
  - {id: a, task: Fails, on_error: [{id: h, task: Slow, inputs: {value: 1}}]}
  - {id: c, task: Charge}`;
    const rig = { yaml, tasks: { ...TASKS, Charge } };
    const { tries } = await retried(rig, await live(rig));
    expect(tries.map(({ key }) => key)).toEqual(['e1:steps[1]']);
  });

  it.each([
    ['ends in a `fail`', '[{task: Quick}, {fail: "no way"}]', ['e1:steps[0]', 'e1:steps[0].on_error[0]']],
    ['is nothing but a `fail`', '[{fail: "no way"}]', ['e1:steps[0]']],
  ])('begins with the step again where its on_error %s', async (_what, onError, expected) => {
    const rig = { yaml: `flow: F\nsteps: [{id: a, task: Fails, on_error: ${onError}}]`, tasks: TASKS };
    const { tries } = await retried(rig, await live(rig));
    expect(tries.map(({ key }) => key)).toEqual(expected);
  });

  it('keeps a failure that was handled by steps of which only some ran', async () => {
    const yaml = `
flow: F
inputs: [{name: yes, type: boolean, default: true}]
steps:
  - {id: a, task: Fails, on_error: [{if: inputs.yes, then: [{id: h, task: Slow, inputs: {value: 1}}]}]}
  - {id: c, task: Fails}`;
    const rig = { yaml, tasks: TASKS };
    const { tries } = await retried(rig, await live(rig));
    expect(tries.map(({ key }) => key)).toEqual(['e1:steps[1]']);
  });

  it('handles anew where the handling itself failed', async () => {
    const yaml = `
flow: F
steps:
  - {id: a, task: Fails, on_error: [{id: h, task: Slow, inputs: {value: 1}}, {id: i, task: Fails}]}`;
    const rig = { yaml, tasks: TASKS };
    const { tries } = await retried(rig, await live(rig));
    expect(tries.map(({ key }) => key)).toEqual(['e1:steps[0]', 'e1:steps[0].on_error[0]', 'e1:steps[0].on_error[1]']);
  });
});
