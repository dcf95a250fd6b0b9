import type { FlowEvent } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { packEvents, unpackEvents } from '../../src/journal/sqlite/packed.ts';

const STAMP = { execution_id: 'e', flow: 'F "x"', timestamp: '2026-01-01T00:00:00.000Z' };
const LATER = { ...STAMP, timestamp: '2026-01-01T00:00:00.001Z' };
const STEP = { step_id: 'a', kind: 'task', task: 'T', path: 'steps[0]' } as const;
const INNER = { ...STEP, parent_step_id: 'outer', path: 'steps[1].steps[0]' } as const;
const ERROR = { type: 'E', message: 'm' };

/** One of each kind, and of each way in which those that are packed may differ. */
const EVENTS: readonly FlowEvent[] = [
  {
    seq: 7,
    ...STAMP,
    type: 'flow_started',
    step_id: null,
    status: 'running',
    inputs: { a: [1, null, { b: 'c\n\t' }] },
  },
  { seq: 8, ...STAMP, type: 'step_started', ...STEP, status: 'running', inputs: {}, attempt: 1 },
  { seq: 9, ...LATER, type: 'step_started', ...STEP, status: 'running', attempt: 2 },
  { seq: 10, ...STAMP, type: 'step_progress', ...STEP, status: 'running', progress: 0.5, message: 'half' },
  { seq: 11, ...STAMP, type: 'step_retrying', ...STEP, status: 'retrying', error: ERROR, attempt: 2, delay_ms: 3 },
  { seq: 12, ...STAMP, type: 'step_completed', ...INNER, status: 'completed', outputs: null, duration_ms: 0.1 },
  { seq: 13, ...STAMP, type: 'step_completed', ...STEP, status: 'completed', duration_ms: 0 },
  {
    seq: 14,
    ...STAMP,
    type: 'step_started',
    step_id: 'p',
    kind: 'parallel',
    path: 'p',
    status: 'running',
    inputs: {},
    attempt: 1,
  },
  { seq: 15, ...STAMP, type: 'step_failed', ...STEP, status: 'failed', error: ERROR, duration_ms: 1, handled: true },
  { seq: 16, ...STAMP, type: 'step_skipped', ...STEP, status: 'skipped' },
  { seq: 17, ...STAMP, type: 'step_waiting', ...STEP, status: 'waiting', until: '2026-01-02T00:00:00.000Z' },
  {
    seq: 18,
    ...STAMP,
    type: 'flow_completed',
    step_id: null,
    status: 'completed',
    success: true,
    outputs: { a: 1 },
    duration_ms: 2,
  },
  {
    ...{ seq: 19, ...STAMP, type: 'flow_completed', step_id: null, status: 'completed', success: true, outputs: {} },
    ...{ duration_ms: 2, terminated: true, termination_reason: 'enough' },
  },
];

describe('packed events', () => {
  it('are the same events when they are unpacked, in whatever piece they stand', () => {
    for (let from = 0; from < EVENTS.length; from += 1) {
      const piece = EVENTS.slice(from);
      expect(unpackEvents(packEvents(piece).text, 'e')).toEqual(piece);
    }
  });

  it('have no tab and no end of line, which part them from others', () => {
    expect(packEvents(EVENTS).text).not.toMatch(/[\t\n]/);
  });

  it('are a fraction of what they are written out', () => {
    const usual = EVENTS.filter(({ type }) => type === 'step_started' || type === 'step_completed').slice(0, 1);
    const many = Array.from({ length: 50 }, (_, at) => ({ ...usual[0], seq: at + 1 }) as FlowEvent);
    expect(packEvents(many).text.length).toBeLessThan(JSON.stringify(many).length / 3);
  });

  it('may be of an older FlowLang, which did not pack them', () => {
    expect(unpackEvents(JSON.stringify(EVENTS), 'e')).toEqual(EVENTS);
  });
});
