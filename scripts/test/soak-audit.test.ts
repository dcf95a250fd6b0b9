import type { FlowEvent } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { auditEvents } from '../soak/audit/events.ts';
import { History } from '../soak/audit/history.ts';
import { Numbers } from '../soak/audit/numbers.ts';
import { auditResults } from '../soak/audit/results.ts';
import { auditRuns } from '../soak/audit/runs.ts';
import { auditTold } from '../soak/audit/told.ts';
import type { Line } from '../soak/flows/record.ts';
import { Ledger } from '../soak/ledger.ts';
import type { Life } from '../soak/server.ts';

// One execution: a task, a timer of a second that a kill cuts in two, and a task whose first run the kill has cut off.

const ID = '0199a1b2-0000-7000-8000-000000000000';
const [ONE, LOST, TWO] = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`) as [
  string,
  string,
  string,
];
const KILLED = 900;

const LIVES: readonly Life[] = [
  { number: 1, began: 0, ready: 50, ended: KILLED, how: 'killed', killed: new Map() },
  { number: 2, began: 950, ready: 1200, ended: undefined, how: undefined, killed: new Map() },
];

type Loose = Readonly<Record<string, unknown>>;

function events(): Loose[] {
  const task = (index: number) => ({ step_id: `s${index}`, kind: 'task', task: 'Work', path: `steps[${index}]` });
  const wait = { step_id: 'wait', kind: 'wait', path: 'steps[1]' };
  return [
    { at: 100, type: 'flow_started', step_id: null, status: 'running', inputs: {} },
    { at: 101, type: 'step_started', status: 'running', ...task(0), inputs: {}, attempt: 1 },
    { at: 102, type: 'step_completed', status: 'completed', ...task(0), outputs: { nonce: ONE } },
    { at: 103, type: 'step_started', status: 'running', ...wait, inputs: { seconds: 0.7 }, attempt: 1 },
    { at: 103, type: 'step_waiting', status: 'waiting', ...wait, until: time(803) },
    { at: 804, type: 'step_completed', status: 'completed', ...wait },
    { at: 805, type: 'step_started', status: 'running', ...task(2), inputs: {}, attempt: 1 },
    { at: 1310, type: 'step_completed', status: 'completed', ...task(2), outputs: { nonce: TWO } },
    { at: 1311, type: 'flow_completed', step_id: null, status: 'completed', outputs: { nonces: [ONE, TWO] } },
  ];
}

function lines(): Line[] {
  const of = (step: number, more: Partial<Line>): Line => {
    const place = { execution: ID, key: `${ID}:steps[${step}]`, label: `s${step}` };
    return { life: 1, process: 1, phase: 'start', attempt: 1, at: 0, ...place, ...more };
  };
  return [
    of(0, { at: 101, from: [] }),
    of(0, { at: 102, phase: 'done', nonce: ONE }),
    of(2, { at: 805, from: [ONE] }),
    of(2, { at: 899, phase: 'done', nonce: LOST }),
    of(2, { at: 1300, from: [ONE], life: 2 }),
    of(2, { at: 1309, phase: 'done', nonce: TWO, life: 2 }),
  ];
}

function time(at: number): string {
  return new Date(at).toISOString();
}

/** @param seen how many of the events somebody was told in the first life */
function judge(kept: readonly Loose[], written: readonly Line[], seen = 7): void {
  const whole = kept.map(({ at, ...event }, index) => {
    const common = { execution_id: ID, flow: 'F', timestamp: time(Number(at)), duration_ms: 1, success: true };
    return { seq: index + 1, ...common, ...event } as unknown as FlowEvent; // Written above, in the shape of events.
  });
  const ledger = new Ledger();
  const told = ledger.execution('F', ID, 'a-key');
  for (const event of whole.slice(0, seen)) ledger.event(told, event, 1);
  const history = new History({ id: ID, flow: 'F', status: 'completed', events: whole }, told, written, LIVES);
  const numbers = new Numbers();
  auditEvents(history, numbers);
  auditRuns(history, numbers);
  auditTold(history, told);
  auditResults([history]);
}

/** The events or the lines with one of them changed. */
function changed<T extends object>(list: readonly T[], index: number, change: Partial<T> | Loose): T[] {
  return list.map((one, at) => (at === index ? { ...one, ...change } : one));
}

describe('the audit of the soak', () => {
  it('has nothing against an execution that a kill has interrupted, and that went on', () => {
    expect(() => judge(events(), lines())).not.toThrow();
  });

  it('finds that an execution did not end', () => {
    expect(() => judge(events().slice(0, -1), lines())).toThrow('has ended, but not with an event that says so');
  });

  it('finds that it ended twice', () => {
    expect(() => judge([...events(), ...events().slice(-1)], lines())).toThrow('goes on after its last event');
  });

  it('finds a gap in the numbers of the events', () => {
    expect(() => judge(changed(events(), 3, { seq: 5 }), lines(), 0)).toThrow('has event 5 where 4 should be');
  });

  it('finds a step that was started and never ended', () => {
    expect(() => judge(events().toSpliced(7, 1), lines())).toThrow('ended steps[2] 0 times');
  });

  it('finds a step that was announced twice', () => {
    const [start] = events().slice(6);
    expect(() => judge(events().toSpliced(7, 0, start ?? {}), lines())).toThrow('started steps[2] 2 times');
  });

  it('finds that a step ran again after a caller was told of its end', () => {
    const again = lines().slice(0, 2);
    const wrong = [...lines(), ...again.map((line) => ({ ...line, life: 2, at: line.at + 1200 }))];
    expect(() => judge(events(), wrong)).toThrow('ran steps[0] in life 2, though a caller was told event 3 before');
  });

  it('finds that a silent step ran again after a caller was told of a later one', () => {
    const silent = events().toSpliced(1, 2);
    const again = lines().slice(0, 2);
    const wrong = [...lines(), ...again.map((line) => ({ ...line, life: 2, at: line.at + 1200 }))];
    expect(() => judge(silent, wrong, 3)).toThrow('ran steps[0] in life 2, though a caller was told');
  });

  it('finds that a step ran again whose end was old enough to be kept', () => {
    const early = changed(changed(lines(), 2, { at: -1000 }), 3, { at: -999 });
    expect(() => judge(events(), early, 0)).toThrow('ran steps[2] again, which had ended 1899 ms before the kill');
  });

  it('finds that a step ran twice in one life', () => {
    const wrong = changed(changed(lines(), 4, { life: 1 }), 5, { life: 1 });
    expect(() => judge(events(), wrong)).toThrow('ran steps[2] twice in one life');
  });

  it('finds two keys of one step', () => {
    const key = `${ID}:steps[3]`;
    const wrong = changed(changed(lines(), 4, { key }), 5, { key });
    expect(() => judge(events(), wrong)).toThrow('gave its step s2 two keys');
  });

  it('finds that the tries of a step were counted back', () => {
    const wrong = changed(lines(), 4, { attempt: 3 });
    expect(() => judge(events(), wrong)).toThrow('left out a try of steps[2]');
  });

  it('finds that the result of a lost run is kept', () => {
    const wrong = changed(events(), 7, { outputs: { nonce: LOST } });
    expect(() => judge(wrong, lines())).toThrow("keeps another result of steps[2] than its last run's");
  });

  it('finds that an execution answers with the result of a lost run', () => {
    const wrong = changed(events(), 8, { outputs: { nonces: [ONE, LOST] } });
    expect(() => judge(wrong, lines())).toThrow(`answers with ${LOST}, which does not count`);
  });

  it('finds that a step was given the result of a lost run', () => {
    const wrong = changed(lines(), 4, { from: [LOST] });
    expect(() => judge(events(), wrong)).toThrow('gave 0199a1b2-0000-7000-8000-000000000000:steps[2] a result');
  });

  it('finds a timer that ended too early', () => {
    expect(() => judge(changed(events(), 5, { at: 700 }), lines())).toThrow(
      'ended its wait at steps[1] 103 ms too early',
    );
  });

  it('finds a timer that began anew after the restart', () => {
    const wrong = changed(events(), 4, { until: time(1900) });
    expect(() => judge(wrong, lines())).toThrow('is due at steps[1] 1097 ms off');
  });

  it('finds an event that was told otherwise than it is kept', () => {
    const ledger = new Ledger();
    const told = ledger.execution('F', ID);
    const event = { seq: 1, type: 'flow_started', step_id: null, timestamp: time(100) } as unknown as FlowEvent; // As much of one as it needs.
    ledger.event(told, event, 1);
    expect(() => ledger.event(told, { ...event, timestamp: time(101) }, 2)).toThrow('was told twice, differently');
  });

  it('finds two executions under one key', () => {
    const ledger = new Ledger();
    ledger.execution('F', 'one', 'key');
    expect(() => ledger.execution('F', 'other', 'key')).toThrow('The key key began two executions');
  });
});
