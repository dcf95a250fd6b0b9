/**
 * Executions that began and ended between two commits stand in the file together, in one row: most executions are short, and a
 * row for each of them, an entry in each index and rows for its events cost the writer more than all that they say.
 *
 * The text of a bundle begins with a line of moulds, a list of JSON; then it has a line for each execution, in the order of
 * their ids: what it has in its mould (`Cast`), or else its row as JSON, a tab, and its events as JSON (no JSON has a tab or an end
 * of line in it). What an older FlowLang wrote has no line of moulds. Bundles of one process do not overlap; those of workers
 * that write at the same time may, but none reaches further than BUNDLE_SPAN, so that the one that has an id is found by its last id.
 */
import type { Entry } from './entry.ts';
import { type Bundled, type Cast, cast, isOrdinary, type Mould, mouldOf, uncast } from './moulds.ts';
import { packEvents } from './packed.ts';
import type { BundledKey, BundleRow, CreatedRow } from './protocol.ts';
import { createdRow, endOf } from './rows.ts';

/** Executions in one bundle: they are forgotten together. */
export const BUNDLE_SIZE = 50;

/** Milliseconds between the first and the last id of a bundle, at most. */
const BUNDLE_SPAN = 1000;

/** Characters of one execution in a bundle; longer ones stand alone, so that to read one does not mean to read much. */
const BUNDLED_LENGTH = 8192;

/** In place of a length. */
const TOO_LONG = -1;

/** Moulds that are remembered; the loops of a flow may need another one each time. */
const MOULDS = 50;

interface KnownMould {
  readonly mould: Mould;
  readonly text: string;
}

/** Makes the bundles of batch after batch. */
export class Bundler {
  private keys: BundledKey[] = [];
  private rows: BundleRow[] = [];
  private moulds: KnownMould[] = [];
  private bundle: Bundle | undefined;
  /** The last id that is in a bundle. */
  private last: string;

  constructor(last: string) {
    this.last = last;
  }

  /** Answers how many characters that are; undefined if it has to stand alone. */
  add(entry: Entry): number | undefined {
    const { id, key, head } = entry;
    // Ids that do not rise, as after a clock was set back, would make bundles overlap.
    if (id <= this.last) return undefined;
    if (this.bundle !== undefined && !this.bundle.reaches(id)) this.tie();
    this.bundle ??= new Bundle(id);
    const length = this.addCast(this.bundle, entry) ?? this.bundle.addWhole(entry);
    if (length === TOO_LONG) return undefined;
    if (key !== undefined) this.keys.push([key.key, head.flow, head.principal, id]);
    this.last = id;
    if (this.bundle.count === BUNDLE_SIZE) this.tie();
    return length;
  }

  take(): { readonly rows: readonly BundleRow[]; readonly keys: readonly BundledKey[] } {
    this.tie();
    const { rows, keys } = this;
    [this.rows, this.keys] = [[], []];
    return { rows, keys };
  }

  /** Undefined if there is no mould for it. */
  private addCast(bundle: Bundle, entry: Entry): number | undefined {
    if (!isOrdinary(entry)) return undefined;
    for (const known of this.moulds) {
      const made = cast(entry, known.mould);
      if (made !== undefined) return bundle.addCast(entry, made, known);
    }
    const mould = mouldOf(entry);
    if (mould === undefined) return undefined;
    const made = cast(entry, mould);
    if (made === undefined) return undefined;
    const known = { mould, text: JSON.stringify(mould) };
    // Those that are used come back at once.
    if (this.moulds.length >= MOULDS) this.moulds = [];
    this.moulds.push(known);
    return bundle.addCast(entry, made, known);
  }

  private tie(): void {
    if (this.bundle !== undefined && this.bundle.count > 0) this.rows.push(this.bundle.row());
    this.bundle = undefined;
  }
}

/** One that is being made. */
class Bundle {
  count = 0;
  private first = '';
  private readonly end: string;
  private last = '';
  private keyed = 0;
  private createdAt = Number.POSITIVE_INFINITY;
  private endedAt = 0;
  private readonly flows = new Set<string>();
  private readonly statuses = new Set<string>();
  private readonly plans = new Set<string>();
  private readonly moulds: KnownMould[] = [];
  private lines = '';

  /** @param least no id that comes is lower; it may itself stand alone in the end */
  constructor(least: string) {
    this.end = prefixOf(timeOf(least) + BUNDLE_SPAN);
  }

  reaches(executionId: string): boolean {
    return executionId < this.end;
  }

  addCast(entry: Entry, made: Cast, known: KnownMould): number {
    const at = this.moulds.indexOf(known);
    made[1] = at < 0 ? this.moulds.length : at;
    const line = lineOf(made);
    if (line === undefined || line.length > BUNDLED_LENGTH) return TOO_LONG;
    if (at < 0) this.moulds.push(known);
    return this.add(entry, line);
  }

  addWhole(entry: Entry): number {
    const { text, count } = packEvents(entry.events);
    if (text.length > BUNDLED_LENGTH || count < entry.events.length) return TOO_LONG;
    return this.add(entry, `${JSON.stringify(createdRow(entry, entry.last))}\t${text}`);
  }

  row(): BundleRow {
    const { last, first, count, keyed, createdAt, endedAt } = this;
    const lists = [listOf(this.flows), listOf(this.statuses), listOf(this.plans)] as const;
    const moulds = this.moulds.map(({ text }) => text).join(',');
    return [last, first, count, keyed, createdAt, endedAt, ...lists, `[${moulds}]${this.lines}`];
  }

  private add(entry: Entry, line: string): number {
    const { id, head, plan, key, last } = entry;
    if (this.count === 0) this.first = id;
    this.count += 1;
    this.last = id;
    if (key !== undefined) this.keyed += 1;
    this.createdAt = Math.min(this.createdAt, head.created_at);
    this.endedAt = Math.max(this.endedAt, endOf(last) ?? 0);
    this.flows.add(head.flow);
    this.plans.add(plan);
    if (last !== undefined) this.statuses.add(last.status);
    this.lines += `\n${line}`;
    return line.length;
  }
}

/** Undefined if it is longer than any text may be. */
function lineOf(made: Cast): string | undefined {
  try {
    return JSON.stringify(made);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** By what the execution is found when its request is repeated. */
export function keyOf([execution_id, flow, , , , , , , key, , principal]: CreatedRow): BundledKey | undefined {
  return key === null ? undefined : [key, flow, principal, execution_id];
}

/** One execution of a bundle. */
export function findBundled(data: string, executionId: string): Bundled | undefined {
  const { moulds, lines } = opened(data);
  const line = lines.find((one) => one.startsWith(`["${executionId}"`));
  return line === undefined ? undefined : bundledOf(line, moulds);
}

/** All of them, in the order of their ids. */
export function bundledIn(data: string): Bundled[] {
  const { moulds, lines } = opened(data);
  return lines.map((line) => bundledOf(line, moulds));
}

// What is parsed here was written by the journal itself.

function opened(data: string): { readonly moulds: readonly Mould[]; readonly lines: readonly string[] } {
  const lines = data.split('\n');
  const [first = ''] = lines;
  if (first.startsWith('["')) return { moulds: [], lines };
  return { moulds: JSON.parse(first) as Mould[], lines: lines.slice(1) };
}

function bundledOf(line: string, moulds: readonly Mould[]): Bundled {
  const tab = line.indexOf('\t');
  if (tab >= 0) return { row: JSON.parse(line.slice(0, tab)) as CreatedRow, events: line.slice(tab + 1) };
  const made = JSON.parse(line) as Cast;
  const mould = moulds[made[1]];
  if (mould === undefined) throw new Error(`The bundle of execution ${made[0]} lacks its mould`);
  return uncast(made, mould);
}

/** As it is looked for with `instr`: each text stands in quotation marks. */
function listOf(texts: ReadonlySet<string>): string {
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

/** What ids of this time begin with. */
function prefixOf(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
