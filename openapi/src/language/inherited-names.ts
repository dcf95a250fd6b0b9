/**
 * Names that every object of JavaScript inherits something under. Where ajv is to fill a default in, it takes a property
 * that is called so for one that is there: so these are filled in before it comes.
 */
import type { ValueType } from './model.ts';
import { isSchema } from './subschemas.ts';

const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether anything in the schema is called so. */
export function hasInheritedNames(schema: ValueType): boolean {
  let found = false;
  JSON.stringify(schema, (name, inner: unknown) => {
    found ||= INHERITED.has(name);
    return inner;
  });
  return found;
}

/** Fills in what ajv would: all defaults of properties and items, since one may stand in another. */
export function fillDefaults(schema: ValueType, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (isSchema(items)) for (const item of value) fillDefaults(items, item);
    return;
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (!isSchema(inner)) continue;
    if (!Object.hasOwn(value, name) && inner['default'] !== undefined) {
      const filled = structuredClone(inner['default']);
      Object.defineProperty(value, name, { value: filled, enumerable: true, writable: true, configurable: true });
    }
    if (Object.hasOwn(value, name)) fillDefaults(inner, Reflect.get(value, name));
  }
}
