/** Two documents → what changed in the contract, flow by flow. Pure. */
import { isSchema } from '../json-schema.ts';
import type { FlowEntry } from '../openapi-types.ts';
import { compareEvents } from './compare-events.ts';
import { areNamed, compareNulls, comparePayloads, PAYLOAD_PATH } from './compare-given.ts';
import { type Comparing, compareEnvelopes, compareOperations, type Part, partsOf } from './compare-operations.ts';
import { pairOf, SchemaComparison } from './compare-schemas.ts';
import type { Compare, Worlds } from './comparing.ts';
import { type Difference, differ } from './difference.ts';
import { refTo, shownInputs } from './event-shapes.ts';
import { breaks, type ContractRule, type Direction } from './rules.ts';
import { SchemaWorld, schemaOf } from './schema-world.ts';

export interface ContractChange {
  /** Null: of the server, and not of one flow. */
  readonly flow: string | null;
  readonly rule: ContractRule;
  /** Callers that were right until now may fail. */
  readonly breaks: boolean;
  /** `inputs.items[].price`, `POST /flows/OrderProcessor/execute 200`. */
  readonly where: string;
  readonly message: string;
}

/** As it was read from a file: ours, but nobody has checked it. */
export type ReadDocument = Readonly<Record<string, unknown>>;

/** Those of each flow stand together, the server's come first. Those that break callers come before the others. */
export function compareDocuments(before: ReadDocument, after: ReadDocument): readonly ContractChange[] {
  return new DocumentComparison(before, after).changes();
}

export function isDocument(value: unknown): value is ReadDocument {
  return isSchema(value) && String(value['openapi']).startsWith('3.1') && isSchema(value['x-flowlang-flows']);
}

class DocumentComparison {
  readonly #before: ReadDocument;
  readonly #after: ReadDocument;
  readonly #worlds: Worlds;
  readonly #judged = new Set<string>();
  readonly #shared = new Set<string>();
  readonly #told = new Set<string>();

  constructor(before: ReadDocument, after: ReadDocument) {
    this.#before = before;
    this.#after = after;
    this.#worlds = { before: new SchemaWorld(before), after: new SchemaWorld(after) };
  }

  changes(): readonly ContractChange[] {
    const [old, now] = [flowsOf(this.#before), flowsOf(this.#after)];
    const names = [...new Set([...old.keys(), ...now.keys()])].sort();
    const flows = names.flatMap((name) => this.#flow(name, old.get(name), now.get(name)));
    return [...this.#operations(null), ...flows];
  }

  #flow(name: string, old: FlowEntry | undefined, now: FlowEntry | undefined): readonly ContractChange[] {
    const own = (rule: ContractRule, message: string) => this.#tell(name, [differ(rule, 'flow', message)], 'requests');
    if (now === undefined) return own('flow-removed', 'is gone');
    if (old === undefined) return own('flow-added', 'is new');
    const compared = (direction: Direction, what: 'inputs' | 'outputs'): readonly Difference[] =>
      new SchemaComparison(this.#worlds, direction).compare(refTo(old[what]), refTo(now[what]), what);
    const sent = compared('requests', 'inputs');
    const values = [
      ...this.#tell(name, [...sent, ...compareNulls(old, now, this.#worlds)], 'requests'),
      ...this.#tell(name, compared('answers', 'outputs'), 'answers'),
    ];
    for (const what of ['inputs', 'outputs', 'event'] as const)
      this.#judged.add(pairOf(refTo(old[what]), refTo(now[what])) ?? '');
    const events = this.#tell(name, this.#events(old, now, [...sent, ...compared('answers', 'inputs')]), 'answers');
    const { compare } = new SchemaComparison(this.#worlds, 'requests');
    const payloads = areNamed(old, now) ? this.#tell(name, comparePayloads(name, old, now, compare), 'requests') : [];
    return sorted([...values, ...events, ...payloads, ...this.#operations(name)]);
  }

  /** What is shown of inputs follows from what was sent where both differ alike: who sends nothing new sees nothing new. */
  #events(old: FlowEntry, now: FlowEntry, sent: readonly Difference[]): readonly Difference[] {
    const [before, after] = [refTo(old.event), refTo(now.event)];
    const worlds = this.#worlds;
    const { compare } = new SchemaComparison(worlds, 'answers', this.#judged);
    const known = new Set(sent.map(textOf));
    const differences = compareEvents(before, after, worlds, compare, (one) => known.has(textOf(one)));
    // A record shows the same of them as its first event.
    this.#judged.add(pairOf(shownInputs(before, worlds.before), shownInputs(after, worlds.after)) ?? '');
    return differences;
  }

  #operations(flow: string | null): readonly ContractChange[] {
    const [old, now] = [operationsOf(this.#before, flow), operationsOf(this.#after, flow)];
    const { before, after } = this.#worlds;
    const comparing: Comparing = { before, after, requests: this.#once('requests'), answers: this.#once('answers') };
    return sorted([
      ...[...old].flatMap(([name, operation]) => {
        const other = now.get(name);
        if (other === undefined) return this.#tell(flow, [differ('operation-removed', name, 'is gone')], 'requests');
        return this.#operation(flow, name, operation, other, comparing);
      }),
      ...[...now.keys()]
        .filter((name) => !old.has(name))
        .flatMap((name) => this.#tell(flow, [differ('operation-added', name, 'is new')], 'requests')),
    ]);
  }

  #operation(flow: string | null, name: string, old: Part, now: Part, comparing: Comparing): readonly ContractChange[] {
    const at = (differences: readonly Difference[]) =>
      differences.map((one) => ({ ...one, path: one.path === '' ? name : `${name} ${one.path}` }));
    const rest = ({ requestBody: _, ...others }: Part): Part => others;
    if (name.endsWith(PAYLOAD_PATH) && this.#hasNamedPayloads(flow))
      return this.#tellBoth(flow, at(compareOperations(rest(old), rest(now), comparing)), name);
    const runsFlow = [old, now].every(({ requestBody }) =>
      String(schemaOf(requestBody)['$ref']).includes('/requestBodies/'),
    );
    if (!runsFlow) return this.#tellBoth(flow, at(compareOperations(old, now, comparing)), name);
    const [before, after] = [
      comparing.before.resolve(schemaOf(old['requestBody'])),
      comparing.after.resolve(schemaOf(now['requestBody'])),
    ];
    return this.#tellBoth(
      flow,
      at([...compareEnvelopes(before, after), ...compareOperations(rest(old), rest(now), comparing)]),
      name,
    );
  }

  /** They are compared one by one. */
  #hasNamedPayloads(flow: string | null): boolean {
    return flow !== null && areNamed(flowsOf(this.#before).get(flow), flowsOf(this.#after).get(flow));
  }

  /** What several operations share is told where it is met first. */
  #once(direction: Direction): Compare {
    const { compare } = new SchemaComparison(this.#worlds, direction, this.#judged);
    return (before, after, path) => {
      const pair = `${direction} ${pairOf(before, after) ?? path}`;
      if (this.#shared.has(pair)) return [];
      if (pairOf(before, after) !== undefined) this.#shared.add(pair);
      return compare(before, after, path);
    };
  }

  /** The path says whether it was sent or answered: what is answered stands under a status. */
  #tellBoth(flow: string | null, differences: readonly Difference[], name: string): readonly ContractChange[] {
    return differences.flatMap((one) => {
      const isAnswer = /^\d{3}/.test(one.path.slice(name.length + 1));
      return this.#tell(flow, [one], isAnswer ? 'answers' : 'requests');
    });
  }

  #tell(flow: string | null, differences: readonly Difference[], direction: Direction): readonly ContractChange[] {
    return differences.flatMap(({ rule, path, message }) => {
      const change = { flow, rule, breaks: breaks(rule, direction), where: path, message };
      const key = JSON.stringify(change);
      if (this.#told.has(key)) return [];
      this.#told.add(key);
      return [change];
    });
  }
}

/** Wherever it is. */
function textOf({ rule, message }: Difference): string {
  return `${rule} ${message}`;
}

function flowsOf(document: ReadDocument): Map<string, FlowEntry> {
  // `isDocument` has looked at it, and only our own generator writes this word.
  const flows = document['x-flowlang-flows'] as Readonly<Record<string, FlowEntry>>;
  return new Map(Object.entries(flows));
}

/** Of one flow, or of the server. */
function operationsOf(document: ReadDocument, flow: string | null): Map<string, Part> {
  const all = [...partsOf(document['paths'])].flatMap(([path, item]) => {
    const owner = /^\/flows\/([^/]+)/.exec(path)?.[1] ?? null;
    if (owner !== flow) return [];
    return [...partsOf(item)].map(([method, operation]): [string, Part] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]);
  });
  return new Map(all);
}

function sorted(changes: readonly ContractChange[]): readonly ContractChange[] {
  return changes.toSorted((a, b) => Number(b.breaks) - Number(a.breaks));
}
