import type { FlowEvent } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { Bundler, bundledIn, findBundled } from '../../src/journal/sqlite/bundles.ts';
import { Entry, type EntryKey } from '../../src/journal/sqlite/entry.ts';
import { packEvents, unpackEvents } from '../../src/journal/sqlite/packed.ts';
import { createdRow } from '../../src/journal/sqlite/rows.ts';
import { uuidv7 } from '../../src/world.ts';
import { newExecution } from './executions.ts';

type Head = Parameters<typeof newExecution>[1];

const STEP = { step_id: 'a', kind: 'task', task: 'T', path: 'steps[0]' } as const;
const INNER = { step_id: 'b', kind: 'parallel', path: 'steps[1].steps[0]', parent_step_id: 'outer' } as const;
const INPUTS = { text: 'tab\tand\nline', list: [1, null, { deep: true }] };
const ERROR = { type: 'E', message: 'm' };
const START = Date.parse('2026-01-01T00:00:00.000Z');

type Told = FlowEvent extends infer One
  ? One extends FlowEvent
    ? Omit<One, 'seq' | 'execution_id' | 'flow' | 'timestamp'>
    : never
  : never;

const STARTED: Told = { type: 'flow_started', step_id: null, status: 'running', inputs: INPUTS };
const COMPLETED: Told = {
  ...{ type: 'flow_completed', step_id: null, status: 'completed', success: true },
  ...{ outputs: { answer: 42 }, duration_ms: 3.5 },
};
const STEPS: readonly Told[] = [
  { type: 'step_started', ...STEP, status: 'running', inputs: {}, attempt: 1 },
  { type: 'step_completed', ...STEP, status: 'completed', outputs: null, duration_ms: 0 },
  { type: 'step_started', ...INNER, status: 'running', inputs: { a: 'b' }, attempt: 1 },
  { type: 'step_completed', ...INNER, status: 'completed', outputs: [{ c: 1.5 }], duration_ms: 1234.567 },
];

interface Changes {
  readonly head?: Head;
  readonly key?: EntryKey;
  /** Of each event, in milliseconds; the last one is that of all that follow. */
  readonly times?: readonly number[];
}

function entryOf(told: readonly Told[], { head, key, times = [0] }: Changes = {}): Entry {
  const execution = newExecution(uuidv7(), { inputs: INPUTS, created_at: START - 1, ...head });
  const entry = new Entry(execution, key);
  const { execution_id, flow } = execution.head;
  for (const [at, event] of told.entries()) {
    const timestamp = new Date(START + (times[at] ?? times.at(-1) ?? 0)).toISOString();
    entry.append({ seq: at + 1, execution_id, flow, timestamp, ...event } as FlowEvent);
  }
  return entry;
}

function bundleOf(...entries: readonly Entry[]): string {
  const bundler = new Bundler('');
  for (const entry of entries) expect(bundler.add(entry)).toBeGreaterThan(0);
  const [row, ...more] = bundler.take().rows;
  expect(more).toEqual([]);
  return row?.[9] ?? '';
}

const ORDINARY = [STARTED, ...STEPS, COMPLETED];

/** All that a mould, or a line in it, can hold. */
const IN_MOULDS: Readonly<Record<string, Entry>> = {
  'an ordinary one': entryOf(ORDINARY),
  'one without steps': entryOf([STARTED, COMPLETED]),
  'one that took its time': entryOf(ORDINARY, { times: [5, 5, 7, 7, 1000] }),
  'one whose clock was set back': entryOf(ORDINARY, { times: [5, 5, 2] }),
  'one with a key': entryOf(ORDINARY, { key: { scope: 's', key: 'k', fingerprint: 'f' } }),
  'one of a trace': entryOf(ORDINARY, { head: { traceparent: '00-1' } }),
  'one that ends with its reader': entryOf(ORDINARY, { head: { cancel_on_disconnect: true } }),
  'one of another caller': entryOf(ORDINARY, { head: { principal: 'Zoë' } }),
  'one of another flow': entryOf(ORDINARY, { head: { flow: 'G "x"' } }),
};

/** What has more to tell. */
const WHOLE: Readonly<Record<string, Entry>> = {
  'one that failed': entryOf([
    STARTED,
    { type: 'flow_failed', step_id: null, status: 'failed', success: false, error: ERROR, duration_ms: 1 },
  ]),
  'one that was ended early': entryOf([STARTED, { ...COMPLETED, terminated: true } as Told]),
  'one that tried again': entryOf([
    ...[STARTED, ...STEPS.slice(0, 1)],
    { type: 'step_retrying', ...STEP, status: 'retrying', error: ERROR, attempt: 1, delay_ms: 5 },
    ...[...STEPS.slice(1), COMPLETED],
  ]),
  'one with a quiet step': entryOf([
    STARTED,
    { type: 'step_started', ...STEP, status: 'running', attempt: 1 },
    COMPLETED,
  ]),
  'one that is a retry': entryOf(ORDINARY, { head: { origin: 'retry', parent_id: 'p', root_id: 'r', attempt: 2 } }),
  'one whose times are odd': entryOf([STARTED, { ...COMPLETED, duration_ms: 0.00012 } as Told]),
  'one whose event tells other inputs': entryOf(ORDINARY, { head: { inputs: { text: '***' } } }),
};

describe('executions in a bundle', () => {
  const all = { ...IN_MOULDS, ...WHOLE };
  const data = bundleOf(...Object.values(all));

  it.each(Object.entries(all))('%s comes out as it went in', (_, entry) => {
    const found = findBundled(data, entry.id);
    expect(found?.row).toEqual(createdRow(entry, entry.last));
    expect(unpackEvents(found?.events ?? '', entry.id)).toEqual(entry.events);
  });

  it('are listed in their order', () => {
    expect(bundledIn(data).map(({ row }) => row[0])).toEqual(Object.values(all).map(({ id }) => id));
  });

  it.each(Object.entries(WHOLE))('%s is written whole', (_, entry) => {
    expect(bundleOf(entry)).toContain('\t');
  });

  it('share a mould where they took the same way, and are half of the text then', () => {
    const entries = Array.from({ length: 10 }, () => entryOf(ORDINARY));
    const whole = entries
      .map((entry) => JSON.stringify(createdRow(entry, entry.last)) + packEvents(entry.events).text)
      .join('\n');
    expect(bundleOf(...entries).length).toBeLessThan(whole.length * 0.6);
  });

  it.each(Object.entries(IN_MOULDS))('%s is not written whole', (_, entry) => {
    expect(bundleOf(entry)).not.toContain('\t');
  });

  it('begin with the first that has room, and not with one that has to stand alone', () => {
    const bundler = new Bundler('');
    const large = { text: 'x'.repeat(10_000) };
    expect(bundler.add(entryOf([{ ...STARTED, inputs: large } as Told, COMPLETED], { head: { inputs: large } }))).toBe(
      undefined,
    );
    const small = entryOf(ORDINARY);
    bundler.add(small);
    expect(bundler.take().rows.map(([last, first, count]) => [last, first, count])).toEqual([[small.id, small.id, 1]]);
  });

  it('are read as an older FlowLang wrote them, which had no moulds', () => {
    const entries = [entryOf(ORDINARY), entryOf(ORDINARY)];
    const lines = entries.map(
      (entry) => `${JSON.stringify(createdRow(entry, entry.last))}\t${packEvents(entry.events).text}`,
    );
    for (const entry of entries) {
      const found = findBundled(lines.join('\n'), entry.id);
      expect(found?.row).toEqual(createdRow(entry, entry.last));
      expect(unpackEvents(found?.events ?? '', entry.id)).toEqual(entry.events);
    }
  });
});
