/** Judges inputs as the server does: defaults are applied, and all that is wrong is told. */
import { isObject } from '../check.ts';
import type { InvalidInput } from '../wire.ts';
import { below, SchemaCheck } from './json-schema.ts';
import type { Schema } from './project.ts';

const HIDDEN = '***';

type Values = Record<string, unknown>;

export type Judged = { readonly inputs: Values } | { readonly faults: readonly InvalidInput[] };

/** The inputs in a body: `{"inputs": {…}}`, or the inputs themselves. */
export function judgeBody(schema: Schema, body: unknown): Judged {
  if (body === undefined) return judge(schema, {});
  if (!isObject(body) || !Object.hasOwn(body, 'inputs')) return judge(schema, body);
  const beside = Object.keys(body).filter((key) => key !== 'inputs');
  if (beside.length === 0) return judge(schema, body['inputs']);
  const message = 'must not stand beside `inputs`: send {"inputs": {…}}, or the inputs alone';
  return { faults: beside.map((key) => ({ path: below('', key), message, keyword: 'additionalProperties' })) };
}

function judge(schema: Schema, given: unknown): Judged {
  if (!isObject(given)) return { faults: [{ path: '', message: 'must be an object', keyword: 'type' }] };
  const check = new SchemaCheck(schema);
  const { required = [], properties = {} } = schema as { required?: readonly string[]; properties?: Values }; // of a flow
  // Of what may be left out null says that it is, unless null is a value of its own.
  const isAbsent = ([name, value]: readonly [string, unknown]): boolean =>
    value === null && !required.includes(name) && name in properties && check.faults(null, properties[name]).length > 0;
  const present = Object.fromEntries(Object.entries(given).filter((entry) => !isAbsent(entry)));
  const inputs = withDefaults(check, schema, present);
  const faults = check.faults(inputs).map((fault) => nameKnown(fault, Object.keys(properties)));
  return faults.length > 0 || !isObject(inputs) ? { faults } : { inputs };
}

function nameKnown(fault: InvalidInput, known: readonly string[]): InvalidInput {
  const isInput = fault.keyword === 'additionalProperties' && fault.path.lastIndexOf('/') === 0;
  return isInput ? { ...fault, message: `${fault.message} (the flow takes ${known.join(', ') || 'none'})` } : fault;
}

function withDefaults(check: SchemaCheck, schema: unknown, value: unknown): unknown {
  const known = check.resolve(schema);
  if (!isObject(known)) return value;
  if (Array.isArray(value)) return value.map((one) => withDefaults(check, known['items'], one));
  const { properties } = known;
  if (!isObject(value) || !isObject(properties)) return value;
  const filled = Object.entries(properties).flatMap(([name, one]) => {
    if (Object.hasOwn(value, name)) return [[name, withDefaults(check, one, value[name])]];
    return isObject(one) && 'default' in one ? [[name, structuredClone(one['default'])]] : [];
  });
  return { ...value, ...Object.fromEntries(filled) };
}

/** As an execution shows them: what is sensitive is hidden. */
export function shownInputs(schema: unknown, value: unknown): unknown {
  if (!isObject(schema)) return value;
  if (schema['writeOnly'] === true) return HIDDEN;
  if (Array.isArray(value)) return value.map((one) => shownInputs(schema['items'], one));
  const { properties } = schema;
  if (!isObject(value) || !isObject(properties)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shownInputs(properties[name], one)]));
}
