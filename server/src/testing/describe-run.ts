/** A run as a person reads it who asks why a test failed. */
import type { FlowEvent } from '@flowlang/openapi';
import type { FlowResult } from './flow-result.ts';

/** More would hide what matters: it is near the end. */
const MOST_EVENTS = 30;

export function describeRun({ flow, status, error, events, duration_ms }: FlowResult): string {
  const why = error === undefined ? '' : `: ${error.type}: ${error.message}`;
  const head = `${flow} has ${status} after ${seconds(duration_ms)}${why}`;
  const left = Math.max(0, events.length - MOST_EVENTS);
  const lines = events.slice(left).map((event) => `  ${line(event)}`);
  const more = left > 0 ? [`  … ${left} earlier events`] : [];
  return [head, ...more, ...lines].join('\n');
}

function line(event: FlowEvent): string {
  const what = event.type.replace(/^(flow|step)_/, '').padEnd(9);
  return `${String(event.seq).padStart(3)} ${what} ${event.step_id ?? event.flow}${details(event)}`;
}

function details(event: FlowEvent): string {
  switch (event.type) {
    case 'flow_started':
    case 'step_started':
      return event.inputs === undefined ? '' : ` ${json(event.inputs)}`;
    case 'flow_completed':
    case 'step_completed':
      return event.outputs === undefined ? '' : ` → ${json(event.outputs)}`;
    case 'flow_failed':
    case 'step_failed':
      return `: ${event.error.type}: ${event.error.message}`;
    case 'step_retrying':
      return ` in ${seconds(event.delay_ms)}, after ${event.error.type}: ${event.error.message}`;
    case 'step_waiting':
      return event.event === undefined ? ` until ${event.until}` : ` for '${event.event}'`;
    case 'flow_cancelled':
    case 'step_cancelled':
      return `: ${event.reason}`;
    case 'step_progress':
      return ` ${Math.round(event.progress * 100)} % ${event.message ?? ''}`.trimEnd();
    case 'step_skipped':
      return '';
  }
}

const LONGEST = 100;

function json(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function seconds(ms: number): string {
  return `${Math.round(ms) / 1000} s`;
}
