/** What one operation takes and answers. */
import type { ValueType } from '../../language/model.ts';
import { isSchema } from '../json-schema.ts';
import type { Compare } from './comparing.ts';
import { type Difference, differ, inside } from './difference.ts';
import { type SchemaWorld, schemaOf } from './schema-world.ts';

/** A part of a document, as it was read. */
export type Part = Readonly<Record<string, unknown>>;

export interface Comparing {
  readonly before: SchemaWorld;
  readonly after: SchemaWorld;
  readonly requests: Compare;
  readonly answers: Compare;
}

export function compareOperations(before: Part, after: Part, comparing: Comparing): readonly Difference[] {
  return [
    ...compareParameters(before, after, comparing),
    ...compareBodies(before, after, comparing),
    ...compareAnswers(before, after, comparing),
  ];
}

export function partsOf(value: unknown): ReadonlyMap<string, Part> {
  return new Map(isSchema(value) ? Object.entries(value).map(([name, one]) => [name, schemaOf(one)]) : []);
}

function compareParameters(before: Part, after: Part, { before: old, after: now, requests }: Comparing) {
  const [were, are] = [parametersOf(before, old), parametersOf(after, now)];
  const removed = [...were].filter(([name]) => !are.has(name));
  return [
    ...removed.map(([name]) => differ('parameter-removed', name, 'is not read any more')),
    ...[...are].flatMap(([name, parameter]): readonly Difference[] => {
      const known = were.get(name);
      const isRequired = parameter['required'] === true;
      if (known === undefined) {
        return [
          isRequired ? differ('parameter-required', name, 'must be sent') : differ('parameter-added', name, 'is new'),
        ];
      }
      const differences = requests(schemaOf(known['schema']), schemaOf(parameter['schema']), name);
      if (!isRequired || known['required'] === true) return differences;
      return [differ('parameter-required', name, 'must be sent now'), ...differences];
    }),
  ];
}

function parametersOf({ parameters }: Part, world: SchemaWorld): Map<string, Part> {
  const all = Array.isArray(parameters) ? parameters.map((one) => world.resolve(schemaOf(one))) : [];
  return new Map(all.map((one) => [`${one['in']} parameter ${one['name']}`, one]));
}

function compareBodies(
  { requestBody: old }: Part,
  { requestBody: now }: Part,
  comparing: Comparing,
): readonly Difference[] {
  if (old === undefined && now === undefined) return [];
  const before: Part = comparing.before.resolve(schemaOf(old));
  const after: Part = comparing.after.resolve(schemaOf(now));
  const [wasRequired, isRequired] = [before['required'] === true, after['required'] === true];
  if (now === undefined) return [differ('body-removed', 'body', 'is not read any more')];
  if (old === undefined) return [differ(isRequired ? 'body-required' : 'body-added', 'body', 'is new')];
  return [
    ...(isRequired && !wasRequired ? [differ('body-required', 'body', 'must be sent now')] : []),
    ...compareContents(before, after, 'body', comparing.requests),
  ];
}

function compareAnswers(
  { responses: old }: Part,
  { responses: now }: Part,
  comparing: Comparing,
): readonly Difference[] {
  const [before, after] = [partsOf(old), partsOf(now)];
  const removed = [...before.keys()].filter((status) => !after.has(status) && isDone(status));
  const added = [...after.keys()].filter((status) => !before.has(status) && isDone(status));
  const both = [...before].flatMap(([status, answer]) => {
    const other = after.get(status);
    if (other === undefined) return [];
    const [was, is] = [comparing.before.resolve(answer), comparing.after.resolve(other)];
    return [...compareHeaders(was, is, status), ...compareContents(was, is, status, comparing.answers)];
  });
  return [
    ...removed.map((status) => differ('status-removed', status, 'is answered no more')),
    ...added.map((status) => differ('status-added', status, 'is a new answer')),
    ...compareCodes(codesOf(before, comparing.before), codesOf(after, comparing.after)),
    ...both,
  ];
}

function isDone(status: string): boolean {
  return status.startsWith('2');
}

function compareHeaders({ headers: old }: Part, { headers: now }: Part, status: string): readonly Difference[] {
  const [before, after] = [partsOf(old), partsOf(now)];
  const path = (name: string): string => `${status} header ${name}`;
  return [
    ...[...before.keys()]
      .filter((name) => !after.has(name))
      .map((name) => differ('header-removed', path(name), 'is gone')),
    ...[...after.keys()]
      .filter((name) => !before.has(name))
      .map((name) => differ('header-added', path(name), 'is new')),
  ];
}

function compareContents(
  { content: old }: Part,
  { content: now }: Part,
  path: string,
  compare: Compare,
): readonly Difference[] {
  const [before, after] = [partsOf(old), partsOf(now)];
  return [
    ...[...after.keys()]
      .filter((type) => !before.has(type))
      .map((type) => differ('media-type-added', path, `${type} is new`)),
    ...[...before].flatMap(([type, media]) => {
      const other = after.get(type);
      if (other === undefined) return [differ('media-type-removed', path, `${type} is gone`)];
      // Events are compared by themselves, once for all streams of a flow.
      if (type === 'text/event-stream') return [];
      return compare(schemaOf(media['schema']), schemaOf(other['schema']), path);
    }),
  ];
}

/** The codes of problems: the names of their examples. */
function codesOf(answers: ReadonlyMap<string, Part>, world: SchemaWorld): Map<string, string> {
  const all = [...answers].flatMap(([status, answer]) => {
    const problem = partsOf(world.resolve(answer)['content']).get('application/problem+json');
    return [...partsOf(problem?.['examples']).keys()].map((code): [string, string] => [code, status]);
  });
  return new Map(all);
}

function compareCodes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Difference[] {
  return [
    ...[...before].flatMap(([code, status]) => {
      const now = after.get(code);
      if (now === status) return [];
      const message = now === undefined ? `\`${code}\` is gone` : `\`${code}\` was ${status}, now ${now}`;
      return [differ('error-code-removed', 'error codes', message)];
    }),
    ...[...after]
      .filter(([code]) => !before.has(code))
      .map(([code, status]) => differ('error-code-added', 'error codes', `\`${code}\` (${status}) is new`)),
  ];
}

/** A body that runs a flow: the inputs are compared by themselves; of interest is whether they may come without an envelope. */
export function compareEnvelopes(before: ValueType, after: ValueType): readonly Difference[] {
  const takesBare = (body: ValueType): boolean =>
    Object.values(partsOf(body['content']).get('application/json') ?? {}).some(
      (schema) => isSchema(schema) && Array.isArray(schema['anyOf']),
    );
  if (!takesBare(before) || takesBare(after)) return [];
  return [differ('alternative-removed', inside('body', 'inputs'), 'must come in an envelope now, `{"inputs": …}`')];
}
