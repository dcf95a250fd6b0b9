/** JSON Schemas as Python types. Objects with known properties become TypedDicts, named after where they stand. */
import { isSchema } from '../contract/json-schema.ts';
import { Names, pascalCase } from '../contract/names.ts';
import type { JsonType, ValueType } from '../language/model.ts';
import { type Field, renderClass, type TypedDictClass } from './python-class.ts';
import { alternatives, described, hasMore, isObject } from './python-flatten.ts';
import { MODULE_NAMES, quote, toName } from './python-text.ts';

type Declaration = TypedDictClass | { readonly name: string; readonly alias: string; readonly description?: string };

export class PythonTypes {
  readonly #components: Readonly<Record<string, ValueType>>;
  readonly #names: Names;
  readonly #declared = new Set<string>();
  readonly #byComponent = new Map<string, string>();
  readonly #declarations: Declaration[] = [];
  readonly #imports = new Set<string>();
  #isWritten = false;

  constructor(components: Readonly<Record<string, ValueType>>) {
    this.#components = components;
    this.#names = new Names(MODULE_NAMES);
  }

  /** A name in the module that nothing else has. */
  reserve(wanted: string): string {
    const name = this.#names.allocate(toName(wanted));
    this.#declared.add(name);
    return name;
  }

  /** The type of a component schema that callers write: a value that fits it can be written down. */
  written(component: string): string {
    this.#isWritten = true;
    const type = this.component(component);
    this.#isWritten = false;
    return type;
  }

  /** The type of a component schema, which is declared on the first call. */
  component(component: string): string {
    const known = this.#byComponent.get(component);
    if (known !== undefined) return known;
    const name = this.reserve(component);
    this.#byComponent.set(component, name);
    const schema = this.#components[component] ?? {};
    const [flat = {}, other] = alternatives(schema, this.#components);
    // A nested type comes before the one that holds it; a recursive one is only a name by now.
    if (other === undefined && isObject(flat) && !(this.#isWritten && hasMore(flat)))
      this.#declareClass(name, flat, this.#fieldsOf(name, flat));
    else this.#declare({ name, alias: this.#typeOf(schema, name), ...described(schema) });
    return name;
  }

  /** What `typing` is asked for, in order. */
  imports(): string[] {
    return [...this.#imports].sort();
  }

  render(): string[] {
    return this.#declarations.map((declaration) => {
      if (!('alias' in declaration)) return renderClass(declaration, this.#declared);
      return `${declaration.name}: TypeAlias = ${quote(declaration.alias)}\n`;
    });
  }

  #declare(declaration: Declaration): void {
    this.#imports.add('alias' in declaration ? 'TypeAlias' : 'TypedDict');
    this.#declarations.push(declaration);
  }

  #declareClass(name: string, schema: ValueType, all: readonly Field[]): void {
    const fields = all.filter(({ key }) => key !== '');
    const partNames = { required: this.reserve(`_${name}Required`), optional: this.reserve(`_${name}Optional`) };
    this.#declare({ name, fields, partNames, ...described(schema) });
  }

  #fieldsOf(name: string, schema: ValueType): Field[] {
    const required = new Set(schema.required);
    return Object.entries(schema.properties ?? {}).map(([key, property]): Field => {
      const type = this.#typeOf(property, `${name}${pascalCase(key)}`);
      return { key, type, required: required.has(key), ...described(property) };
    });
  }

  /** `hint`: what an object that has to be declared for it would be called. */
  #typeOf(schema: unknown, hint: string): string {
    if (!isSchema(schema)) return this.#any();
    if (typeof schema['$ref'] === 'string') return this.component(componentName(schema['$ref']));
    if (schema.const !== undefined) return this.#literal([schema.const]);
    if (schema.enum !== undefined) return this.#literal(schema.enum);
    if ((schema.allOf ?? schema.anyOf ?? schema.oneOf) !== undefined) return this.#compound(schema, hint);
    const types = schema.type === undefined ? [impliedType(schema)] : [schema.type].flat();
    return this.#union(types.map((type) => this.#ofType(type, schema, hint)));
  }

  /** Parts that nothing stands beside keep the names that they have. */
  #compound(schema: ValueType, hint: string): string {
    const { type, properties, allOf, anyOf, oneOf } = schema;
    const [parts = [], other] = [allOf, anyOf, oneOf].filter((list) => list !== undefined);
    const isBare = type === undefined && properties === undefined && other === undefined;
    const [part, second] = parts;
    if (isBare && allOf === undefined)
      return this.#union(parts.map((member, index) => this.#typeOf(member, `${hint}${index + 1}`)));
    if (isBare && second === undefined) return this.#typeOf(part, hint);
    const [only, ...others] = alternatives(schema, this.#components);
    if (others.length === 0) return this.#typeOf(only, hint);
    return this.#union([only, ...others].map((one, index) => this.#typeOf(one, `${hint}${index + 1}`)));
  }

  #ofType(type: JsonType | undefined, schema: ValueType, hint: string): string {
    switch (type) {
      case 'string':
        return 'str';
      case 'integer':
        return 'int';
      case 'number':
        return 'float';
      case 'boolean':
        return 'bool';
      case 'null':
        return 'None';
      case 'array':
        return `list[${this.#items(schema, hint)}]`;
      case 'object':
        return this.#object(schema, hint);
      case undefined:
        return this.#any();
    }
  }

  #items(schema: ValueType, hint: string): string {
    const { prefixItems, items, maxItems } = schema;
    if (!Array.isArray(prefixItems)) return this.#typeOf(items, `${hint}Item`);
    const types = prefixItems.map((item, index) => this.#typeOf(item, `${hint}Item${index + 1}`));
    const most = typeof maxItems === 'number' ? maxItems : Number.POSITIVE_INFINITY;
    const isOpen = (items as unknown) !== false && most > prefixItems.length; // Of a tuple it may be a boolean.
    return this.#union(isOpen ? [...types, this.#typeOf(items, `${hint}Item`)] : types);
  }

  #object(schema: ValueType, hint: string): string {
    if (Object.keys(schema.properties ?? {}).length === 0) {
      return `dict[str, ${this.#union(this.#further(schema, hint))}]`;
    }
    const name = this.reserve(hint);
    const fields = this.#fieldsOf(name, schema);
    this.#declareClass(name, schema, fields);
    if (!this.#isWritten || !hasMore(schema)) return name;
    const values = [...fields.map(({ type }) => type), ...this.#further(schema, hint)];
    return `${name} | dict[str, ${this.#union(values)}]`;
  }

  /** What properties hold that are not known by name. */
  #further({ additionalProperties, patternProperties }: ValueType, hint: string): string[] {
    const patterns = isSchema(patternProperties) ? Object.values(patternProperties) : [];
    const schemas = additionalProperties === false ? patterns : [additionalProperties, ...patterns];
    return schemas.map((schema) => this.#typeOf(schema, `${hint}Value`));
  }

  /** A `Literal` holds texts, whole numbers and booleans; of other values only the type can be said. */
  #literal(values: readonly unknown[]): string {
    const literals: string[] = [];
    const others: string[] = [];
    for (const value of values) {
      if (typeof value === 'string') literals.push(quote(value));
      else if (typeof value === 'boolean') literals.push(value ? 'True' : 'False');
      else if (typeof value === 'number' && Number.isSafeInteger(value)) literals.push(String(value));
      else others.push(this.#typeOfValue(value));
    }
    if (literals.length > 0) this.#imports.add('Literal');
    return this.#union([...(literals.length > 0 ? [`Literal[${[...new Set(literals)].join(', ')}]`] : []), ...others]);
  }

  #typeOfValue(value: unknown): string {
    if (value === null) return 'None';
    if (typeof value === 'number') return 'float';
    return Array.isArray(value) ? `list[${this.#any()}]` : `dict[str, ${this.#any()}]`;
  }

  #union(types: readonly string[]): string {
    const distinct = new Set(types.flatMap(apartFromNone));
    if (distinct.size === 0 || distinct.has('Any')) return this.#any();
    const last = distinct.delete('None') ? ['None'] : [];
    return [...distinct, ...last].join(' | ');
  }

  #any(): string {
    this.#imports.add('Any');
    return 'Any';
  }
}

/** A union ends with None; one that becomes a part of another has it no more. */
function apartFromNone(type: string): readonly string[] {
  return type.endsWith(' | None') ? [type.slice(0, -' | None'.length), 'None'] : [type];
}

function componentName(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** What people mean who leave the type out. */
function impliedType(schema: ValueType): JsonType | undefined {
  if (schema.properties !== undefined) return 'object';
  return schema.items === undefined ? undefined : 'array';
}
