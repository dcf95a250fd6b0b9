/** What must hold of the events of any execution, whatever happened to the server. */
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import { type History, timeOf } from './history.ts';
import type { Numbers } from './numbers.ts';

/** A step that starts ends with exactly one of these; one that never starts may have one of them alone. */
const ENDS: readonly string[] = ['step_completed', 'step_failed', 'step_cancelled', 'step_skipped'];

type StepEvent = Extract<FlowEvent, { readonly path: string }>;

export function auditEvents(history: History, numbers: Numbers): void {
  const { events, status } = history.kept;
  for (const [index, event] of events.entries()) {
    if (event.seq !== index + 1) history.break(`has event ${event.seq} where ${index + 1} should be`);
    if (isTerminal(event) && index + 1 < events.length) history.break('goes on after its last event');
  }
  if (events[0]?.type !== 'flow_started') history.break('does not begin with flow_started');
  if (history.last.status !== status) history.break(`is ${status} by its record, and not by its events`);
  const steps = events.filter((event) => event.step_id !== null);
  for (const [path, ofStep] of Map.groupBy(steps, (event) => event.path)) auditStep(history, path, ofStep, numbers);
  numbers.count(`executions ${status}`);
  numbers.count('events', events.length);
}

function auditStep(history: History, path: string, events: readonly StepEvent[], numbers: Numbers): void {
  const starts = events.filter((event) => event.type === 'step_started').length;
  const ends = events.filter((event) => ENDS.includes(event.type)).length;
  if (starts > 1) history.break(`started ${path} ${starts} times`);
  if (ends !== 1) history.break(`ended ${path} ${ends} times`);
  if (starts === 1 && events[0]?.type !== 'step_started') history.break(`did something of ${path} before it started`);
  if (!ENDS.includes(events.at(-1)?.type ?? '')) history.break(`did something of ${path} after it had ended`);
  auditTries(history, path, events);
  auditTimer(history, path, events, numbers);
}

function auditTries(history: History, path: string, events: readonly StepEvent[]): void {
  const tries = events.filter((event) => event.type === 'step_retrying');
  for (const [index, { attempt }] of tries.entries()) {
    if (attempt !== index + 1) history.break(`counted try ${attempt} of ${path} where ${index + 1} should be`);
  }
}

/** Milliseconds; clocks are read at different moments. */
const EARLY = 2;
/** A timer that is due while the server is down ends when it is up again, and not much later. */
const LATE = 5000;

function auditTimer(history: History, path: string, events: readonly StepEvent[], numbers: Numbers): void {
  const waits = events.filter((event) => event.type === 'step_waiting');
  if (waits.length > 1) history.break(`began to wait ${waits.length} times at ${path}`);
  const [wait] = waits;
  const end = events.at(-1);
  if (wait?.until === undefined || end?.type !== 'step_completed') return;
  const due = Date.parse(wait.until);
  auditDue(history, path, events, due);
  const ended = timeOf(end);
  if (ended < due - EARLY) history.break(`ended its wait at ${path} ${due - ended} ms too early`);
  const ready = history.lifeAt(ended)?.ready ?? ended;
  const late = ended - Math.max(due, ready);
  if (late > LATE) history.break(`ended its wait at ${path} ${late} ms too late`);
  numbers.count(ready > due ? 'timers that were due while the server was down' : 'timers');
  numbers.highest('ms that a timer was late at most', late);
}

function auditDue(history: History, path: string, events: readonly StepEvent[], due: number): void {
  const [start] = events;
  const seconds = start?.type === 'step_started' ? start.inputs?.['seconds'] : undefined;
  if (start === undefined || typeof seconds !== 'number') return;
  const off = due - timeOf(start) - seconds * 1000;
  if (Math.abs(off) > 50) history.break(`is due at ${path} ${off} ms off from what its start says`);
}
