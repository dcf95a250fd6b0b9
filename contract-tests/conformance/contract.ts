/** The document of a server, made ready to judge its answers. */
import { OPERATIONS, type Operation, type OperationName } from '@flowlang/openapi';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { isObject, type JsonObject } from './exchange.ts';
import { sealAll } from './seal.ts';

export interface FoundOperation {
  readonly name: OperationName;
  readonly operation: Operation;
  /** Of the path; undefined for operations on the server. */
  readonly flow: string | undefined;
  /** What the path names: its flow, and more. */
  readonly named: Readonly<Record<string, string>>;
  /** A flow that is unknown or invalid has no path in the document, and is judged by that of another. */
  readonly responses: JsonObject;
}

const DOCUMENT = 'urn:flowlang:document';

export class Contract {
  readonly #document: JsonObject;
  readonly #ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    ownProperties: true,
    formats: fullFormats,
    logger: false,
  });
  readonly #validators = new Map<string, ValidateFunction>();

  /** @param openFields properties whose values may say more than the document does */
  constructor(document: unknown, openFields: readonly string[] = []) {
    if (!isObject(document)) throw new Error('The document is no object');
    const components = objectAt(document, 'components');
    const sealed = sealAll(objectAt(components, 'schemas'), openFields);
    this.#document = { ...document, components: { ...components, sealed } };
    this.#ajv.addSchema({ $id: DOCUMENT, ...this.#document });
  }

  find(method: string, path: string): FoundOperation | undefined {
    for (const [name, operation] of Object.entries(OPERATIONS) as [OperationName, Operation][]) {
      const match = templateOf(operation.path).exec(path);
      if (match === null || operation.method !== method) continue;
      const parts = Object.entries(match.groups ?? {}).map(([part, text]) => [part, decodeURIComponent(text)]);
      const named: Readonly<Record<string, string>> = Object.fromEntries(parts);
      const { flow } = named;
      const documented = operation.path.replace('{flow}', () => flow ?? '');
      const responses = this.#responsesAt(documented, method) ?? this.#responsesOfAnother(operation);
      return responses && { name, operation, flow, named, responses };
    }
    return undefined;
  }

  /** What a `$ref` stands for. */
  resolve(value: unknown): JsonObject {
    if (!isObject(value)) return {};
    const { $ref } = value;
    if (typeof $ref !== 'string') return value;
    const target = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), this.#document);
    return this.resolve(target);
  }

  /** What is wrong with a value, closed schemas assumed. */
  judge(value: unknown, schema: JsonObject, what: string): string[] {
    const { oneOf, discriminator } = this.resolve(schema);
    if (Array.isArray(oneOf) && isObject(discriminator)) return this.#judgeMember(value, discriminator, what);
    if (Array.isArray(oneOf)) return fewest(oneOf.filter(isObject).map((member) => this.judge(value, member, what)));
    const validate = this.#validatorOf(schema);
    if (validate(value)) return [];
    return deepest(validate.errors ?? []).map(
      (error) => `${what}${error.instancePath} ${error.message} ${detailsOf(error)}`,
    );
  }

  judgeProblem(value: unknown): string[] {
    return this.judge(value, { $ref: '#/components/schemas/Problem' }, 'the problem');
  }

  /** The member that the value says it is: the complaints of all others would say nothing. */
  #judgeMember(value: unknown, { propertyName, mapping }: JsonObject, what: string): string[] {
    const kind = isObject(value) ? value[String(propertyName)] : undefined;
    const $ref = isObject(mapping) ? mapping[String(kind)] : undefined;
    if (typeof $ref === 'string') return this.judge(value, { $ref }, what);
    return [`${what}: the document has none with ${propertyName} ${JSON.stringify(kind)}`];
  }

  #validatorOf(schema: JsonObject): ValidateFunction {
    const key = JSON.stringify(schema);
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      const { $ref } = schema;
      const compiled =
        typeof $ref === 'string'
          ? { $ref: `${DOCUMENT}${$ref.replace('/schemas/', '/sealed/')}` }
          : (JSON.parse(key.replaceAll('"#/components/schemas/', `"${DOCUMENT}#/components/sealed/`)) as JsonObject);
      validate = this.#ajv.compile(compiled);
      this.#validators.set(key, validate);
    }
    return validate;
  }

  #responsesAt(path: string, method: string): JsonObject | undefined {
    const item = objectAt(this.#document, 'paths')[path];
    const operation = isObject(item) ? item[method.toLowerCase()] : undefined;
    return isObject(operation) ? objectAt(operation, 'responses') : undefined;
  }

  #responsesOfAnother({ path, method }: Operation): JsonObject | undefined {
    const template = templateOf(path);
    const twin = Object.keys(objectAt(this.#document, 'paths')).find((one) => template.test(one));
    return twin === undefined ? undefined : this.#responsesAt(twin, method);
  }
}

function templateOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const inner = value[key];
  return isObject(inner) ? inner : {};
}

/** In a union every member complains; the one that came furthest was meant. */
function deepest(errors: readonly ErrorObject[]): ErrorObject[] {
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length;
  const most = Math.max(...errors.map(depth));
  return errors.filter((error) => depth(error) === most && error.keyword !== 'oneOf').slice(0, 3);
}

/** Of a union without a discriminator that member was meant which has the least to complain of. */
function fewest(complaints: readonly string[][]): string[] {
  return complaints.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function detailsOf({ params }: ErrorObject): string {
  return JSON.stringify(params);
}
