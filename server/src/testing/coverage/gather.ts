/** What the tests of this process have reached, on its way to whoever puts it together. */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CheckedFlow } from '@flowlang/openapi';
import type { Plan } from '../../engine/planned.ts';
import { coverageFolder } from '../../project/config.ts';
import type { Hits } from './coverage.ts';
import { pointsOf } from './points.ts';
import { watchPlan } from './watch-plan.ts';

/** Of this process or thread alone. */
const NAME = `${process.pid}-${randomUUID()}.jsonl`;

/** Since it was last written. */
const fresh = new Map<string, Map<string, number>>();

/**
 * The plan, watched, if somebody gathers what tests reach; else the plan.
 *
 * @param file relative to the working directory, as the other files of the flow
 */
export function coverageOf(
  plan: Plan,
  checked: CheckedFlow,
  file: string,
  textOf: (file: string) => string | undefined,
): Plan {
  if (coverageFolder() === undefined) return plan;
  return watchPlan(plan, checked, file, (flow, where) => {
    const path = resolve(where);
    const text = textOf(where) ?? '';
    write({ file: path, points: pointsOf(flow, { file: where, text }), hits: {} });
    return (key) => {
      const hits = fresh.get(path) ?? new Map<string, number>();
      fresh.set(path, hits.set(key, (hits.get(key) ?? 0) + 1));
    };
  });
}

/** Whoever ends a worker does not wait for it: what a test has reached is written when it has. */
export function writeCoverage(): void {
  for (const [file, hits] of fresh) write({ file, hits: Object.fromEntries(hits) });
  fresh.clear();
}

function write(hits: Hits): void {
  const folder = coverageFolder();
  if (folder !== undefined) appendFileSync(join(folder, NAME), `${JSON.stringify(hits)}\n`);
}
