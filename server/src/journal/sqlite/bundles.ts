/**
 * Executions that began and ended between two commits stand in the file together, in one row: most executions are short, and a
 * row for each of them, an entry in each index and rows for its events cost the writer more than all that they say.
 *
 * The text of a bundle has a line for each execution, in the order of their ids: its row as JSON, a tab, its events as JSON
 * (neither has a tab or an end of line in it). Bundles of one process do not overlap; those of workers that write at the same
 * time may, but none reaches further than BUNDLE_SPAN, so that the one that has an id is found by its last id.
 */
import type { BundledKey, BundleRow, CreatedRow } from './protocol.ts';

/** Executions in one bundle: they are forgotten together. */
export const BUNDLE_SIZE = 50;

/** Milliseconds between the first and the last id of a bundle, at most. */
const BUNDLE_SPAN = 1000;

/** Characters of one execution in a bundle; longer ones stand alone, so that to read one does not mean to read much. */
export const BUNDLED_LENGTH = 8192;

/** Makes the bundles of one batch. */
export class Bundler {
  readonly keys: BundledKey[] = [];
  private readonly rows: BundleRow[] = [];
  private taken: CreatedRow[] = [];
  private data = '';
  /** The last id that is in a bundle. */
  last: string;

  constructor(last: string) {
    this.last = last;
  }

  /** Ids that do not rise, as after a clock was set back, would make bundles overlap. */
  fits(executionId: string): boolean {
    return executionId > this.last;
  }

  add(row: CreatedRow, events: string): void {
    const [id] = row;
    if (this.taken[0] !== undefined && isFar(this.taken[0][0], id)) this.tie();
    this.data += `${this.taken.length === 0 ? '' : '\n'}${JSON.stringify(row)}\t${events}`;
    this.taken.push(row);
    const key = keyOf(row);
    if (key !== undefined) this.keys.push(key);
    this.last = id;
    if (this.taken.length === BUNDLE_SIZE) this.tie();
  }

  take(): readonly BundleRow[] {
    if (this.taken.length > 0) this.tie();
    return this.rows;
  }

  private tie(): void {
    const { taken, data } = this;
    let createdAt = Number.POSITIVE_INFINITY;
    let [endedAt, keyed] = [0, 0];
    const [flows, statuses, plans] = [new Set<string>(), new Set<string | null>(), new Set<string>()];
    for (const [, flow, status, created, , ended, plan, , key] of taken) {
      if (key !== null) keyed += 1;
      createdAt = Math.min(createdAt, created);
      endedAt = Math.max(endedAt, ended ?? 0);
      flows.add(flow);
      statuses.add(status);
      plans.add(plan);
    }
    const first = taken[0]?.[0] ?? this.last;
    const lists = [listOf(flows), listOf(statuses), listOf(plans)] as const;
    this.rows.push([this.last, first, taken.length, keyed, createdAt, endedAt, ...lists, data]);
    this.taken = [];
    this.data = '';
  }
}

/** By what the execution is found when its request is repeated. */
export function keyOf([execution_id, flow, , , , , , , key, , principal]: CreatedRow): BundledKey | undefined {
  return key === null ? undefined : [key, flow, principal, execution_id];
}

export interface Bundled {
  readonly row: CreatedRow;
  readonly events: string;
}

/** One execution of a bundle. */
export function findBundled(data: string, executionId: string): Bundled | undefined {
  const line = data.split('\n').find((one) => one.startsWith(`["${executionId}"`));
  return line === undefined ? undefined : bundledOf(line);
}

/** All of them, in the order of their ids. */
export function bundledIn(data: string): Bundled[] {
  return data.split('\n').map(bundledOf);
}

function bundledOf(line: string): Bundled {
  const tab = line.indexOf('\t');
  // The journal has written it itself.
  return { row: JSON.parse(line.slice(0, tab)) as CreatedRow, events: line.slice(tab + 1) };
}

/** As it is looked for with `instr`: each text stands in quotation marks. */
function listOf(texts: ReadonlySet<string | null>): string {
  return JSON.stringify([...texts]);
}

/** No bundle has both ids. */
export function isFar(low: string, high: string): boolean {
  return timeOf(high) - timeOf(low) > BUNDLE_SPAN;
}

/** The first 48 bits of a UUIDv7 are milliseconds. */
function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
