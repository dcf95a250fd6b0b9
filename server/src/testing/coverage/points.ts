/** What tests can reach in a flow: its steps, and the ways on from them. */
import { allSteps, type Flow, type FlowSource, nameOfStep, type Range, regionOf, type Step } from '@flowlang/openapi';

/** By `key`, the same in every process that reads the same text. */
export interface Point {
  readonly key: string;
  readonly kind: 'step' | 'branch';
  /** From 1. */
  readonly line: number;
  /** As a person knows it: `else of if`, `on_error of charge`. */
  readonly what: string;
}

/** Of a branch: the ways on from a step. */
export type Way =
  | 'runs'
  | 'skipped'
  | 'then'
  | 'else'
  | 'default'
  | 'retry'
  | 'on_error'
  | 'on_cancel'
  | `case ${number}`;

export function stepKey({ range }: Step): string {
  return `${range.start}`;
}

/** @param from the step; without it, the flow itself */
export function wayKey(from: Step | undefined, way: Way): string {
  return `${from === undefined ? 'flow' : stepKey(from)} ${way}`;
}

export function pointsOf(flow: Flow, source: FlowSource): readonly Point[] {
  const line = (range: Range): number => regionOf(range, source).line;
  const points = new Map<string, Point>();
  const add = (point: Point): void => {
    // A step behind a YAML alias stands once in the text.
    if (!points.has(point.key)) points.set(point.key, point);
  };
  for (const step of allSteps(flow)) {
    const name = nameOfStep(step);
    add({ key: stepKey(step), kind: 'step', line: line(step.range), what: name });
    for (const [way, range] of waysFrom(step)) {
      add({ key: wayKey(step, way), kind: 'branch', line: line(range), what: `${WORDS[way] ?? way} of ${name}` });
    }
  }
  for (const [way, steps] of [['on_error', flow.onError] as const, ['on_cancel', flow.onCancel] as const]) {
    const [first] = steps ?? [];
    if (first)
      add({ key: wayKey(undefined, way), kind: 'branch', line: line(first.range), what: `${way} of the flow` });
  }
  return [...points.values()];
}

const WORDS: { readonly [way: string]: string } = { runs: 'true `if`', skipped: 'false `if`' };

function waysFrom(step: Step): readonly (readonly [Way, Range])[] {
  const ways: (readonly [Way, Range])[] = [];
  if (step.guard) ways.push(['runs', step.range], ['skipped', step.range]);
  if (step.kind === 'if') ways.push(['then', step.range], ['else', step.range]);
  if (step.kind === 'switch') {
    ways.push(...step.cases.map((one, index) => [`case ${index + 1}`, one.range] as const), ['default', step.range]);
  }
  if ('retry' in step && (step.retry?.maxAttempts ?? 1) > 1) ways.push(['retry', step.range]);
  const [first] = step.onError ?? [];
  if (first) ways.push(['on_error', first.range]);
  return ways;
}
