/** The events of one contract: which kinds there are, of which steps they tell, and in which shape. */
import type { ValueType } from '../../language/model.ts';
import { constantsOf, mapSubschemas } from '../json-schema.ts';
import { knownParts } from '../step-name.ts';
import { jsonTypes, type SchemaWorld, schemaOf } from './schema-world.ts';

export interface EventShape {
  readonly schema: ValueType;
  /** Of these steps; of none where it tells of the flow itself. */
  readonly steps: readonly string[];
}

export function refTo(component: string): ValueType {
  return { $ref: `#/components/schemas/${component}` };
}

/** What an execution shows of its inputs. */
export function shownInputs(event: ValueType, world: SchemaWorld): ValueType {
  const [started] = eventKinds(event, world).get('flow_started') ?? [];
  return schemaOf(started?.schema.properties?.['inputs']);
}

export type EventKinds = ReadonlyMap<string, readonly EventShape[]>;

export function eventKinds(event: ValueType, world: SchemaWorld): EventKinds {
  const shapes = world.alternatives(event).map((schema) => ({ schema, steps: namesIn(schema, 'step_id', world) }));
  return Map.groupBy(shapes, ({ schema }) => namesIn(schema, 'type', world)[0] ?? '');
}

export function stepsOf(shapes: readonly EventShape[]): ReadonlySet<string> {
  return new Set(shapes.flatMap(({ steps }) => steps));
}

/** What a property may be: texts, and, of those that a loop makes, what is known of them: `ship_…`. */
export function namesIn(shape: ValueType, property: string, world: SchemaWorld): readonly string[] {
  const schema = shape.properties?.[property];
  if (schema === undefined) return [];
  return world.alternatives(schemaOf(schema)).flatMap((one) => {
    const constants = constantsOf(one);
    if (constants !== undefined) return constants.filter((value) => typeof value === 'string');
    if (one.type === 'null') return [];
    const { pattern } = one;
    return typeof pattern === 'string' ? (knownParts(pattern)?.join('…') ?? pattern) : '…';
  });
}

/** All that some shapes of one name tell. */
export function unionOfShapes(shapes: readonly EventShape[], part: (shape: ValueType) => ValueType): ValueType {
  const parts = shapes.map(({ schema }) => part(schema));
  return parts.length === 1 ? (parts[0] ?? {}) : { anyOf: parts };
}

/** What an event shows of inputs, and nothing else. */
export function givenIn(shape: ValueType): ValueType {
  const others = Object.keys(shape.properties ?? {}).filter((name) => name !== 'inputs');
  const { properties = {}, ...rest } = without(shape, others);
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, ofAnyValue(one)])),
  };
}

/** A step's literal is known to the letter; another one in its place is what the flow does, not what it promises. */
function ofAnyValue(schema: ValueType): ValueType {
  if (constantsOf(schema) === undefined) return mapSubschemas(schema, ofAnyValue);
  return { type: jsonTypes(schema).map((type) => (type === 'integer' ? 'number' : type)) };
}

export function without(shape: ValueType, names: readonly string[]): ValueType {
  const { properties = {}, required = [], ...rest } = shape;
  const isKept = (name: string): boolean => !names.includes(name);
  const kept = Object.entries(properties).filter(([name]) => isKept(name));
  return { ...rest, properties: Object.fromEntries(kept), required: required.filter(isKept) };
}
