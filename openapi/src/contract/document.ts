/**
 * The contract: flows → OpenAPI 3.1. Pure, and the bytes depend on the flows alone: no time, no host, stable order.
 *
 * Every operation of the table becomes a path; the ones of a flow, once for each flow, with its own schemas.
 */
import type { ValueType } from '../language/model.ts';
import { type AwaitedEvents, awaitedEvents } from './awaited-events.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { Definitions } from './definitions.ts';
import { defineFlowSchemas, entryOf, type FlowNames, requestBodyOf, reserveNames, tagText } from './document-flow.ts';
import { headerRefs, parametersOf } from './document-headers.ts';
import { ProblemResponses } from './document-problems.ts';
import { streamedEvent } from './event-schema.ts';
import { byName, Names } from './names.ts';
import type { FlowEntry, MediaType, OpenApiDocument, OperationObject, PathItem, Response } from './openapi-types.ts';
import type { Body, Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { type AnswerHeader, HEADERS, PARAMETERS } from './parameters.ts';

/** Of the answers that any operation may give: the document of no flow has no other. */
const COMMON_HEADERS = { RequestId: HEADERS.RequestId, Stale: HEADERS.Stale, RetryAfter: HEADERS.RetryAfter };

/** What a project says of itself. */
export interface DocumentInfo {
  readonly title?: string;
  readonly version?: string;
  readonly description?: string;
}

const SERVER_TAG = { name: 'Server', description: 'The server itself, and the list of its flows.' };
const DESCRIPTION = 'Generated from the flows. Clients are generated from this document, and the server answers by it.';

/** The names of the flows must differ. */
export function buildDocument(flows: readonly CheckedFlow[], info: DocumentInfo = {}): OpenApiDocument {
  const builder = new DocumentBuilder();
  builder.addOperations('Server', undefined);
  const sorted = flows.toSorted((a, b) => byName(a.flow.name, b.flow.name));
  const named = sorted.map((checked) => [checked, reserveNames(checked.flow, builder.definitions)] as const);
  for (const [checked, names] of named) builder.addFlow(checked, names);
  return builder.finish({
    title: info.title ?? 'FlowLang',
    version: info.version ?? '1.0.0',
    description: info.description ?? DESCRIPTION,
    license: { name: 'MIT', identifier: 'MIT' },
  });
}

interface FlowPart {
  readonly name: string;
  readonly names: FlowNames;
  readonly tag: string;
  readonly awaited: AwaitedEvents | undefined;
}

class DocumentBuilder {
  readonly definitions = new Definitions('document');
  readonly #problems = new ProblemResponses(this.definitions);
  readonly #operationIds = new Names();
  readonly #tagNames = new Names([SERVER_TAG.name]);
  readonly #tags = [SERVER_TAG];
  readonly #paths = new Map<string, PathItem>();
  readonly #bodies = new Map<string, ReturnType<typeof requestBodyOf>>();
  readonly #entries = new Map<string, FlowEntry>();

  addFlow(checked: CheckedFlow, names: FlowNames): void {
    const { flow } = checked;
    const tag = this.#tagNames.allocate(flow.name);
    this.#tags.push({ name: tag, description: tagText(flow) });
    defineFlowSchemas(checked, names, this.definitions);
    this.#bodies.set(flow.name, requestBodyOf(flow, this.definitions.ref(names.Inputs)));
    const awaited = awaitedEvents(checked, this.definitions);
    this.#entries.set(flow.name, entryOf(flow, names, awaited));
    this.addOperations('Flows', { name: flow.name, names, tag, awaited });
  }

  addOperations(tag: Operation['tag'], flow: FlowPart | undefined): void {
    for (const operation of Object.values<Operation>(OPERATIONS)) {
      if (operation.tag !== tag) continue;
      // What nothing waits for can never be delivered.
      if (operation.takes?.kind === 'payload' && flow?.awaited === undefined) continue;
      const path = fillIn(operation.path, flow);
      const method = operation.method === 'GET' ? 'get' : 'post';
      this.#paths.set(path, { ...this.#paths.get(path), [method]: this.#operation(operation, flow) });
    }
  }

  finish(info: OpenApiDocument['info']): OpenApiDocument {
    return {
      openapi: '3.1.0',
      info,
      servers: [{ url: '/' }],
      // Said and not left out: nobody has to prove who they are (yet).
      security: [],
      tags: this.#tags,
      paths: Object.fromEntries(this.#paths),
      components: {
        schemas: this.definitions.toRecord(),
        responses: this.#problems.toRecord(),
        parameters: this.#bodies.size === 0 ? { RequestId: PARAMETERS.RequestId } : PARAMETERS,
        requestBodies: Object.fromEntries(this.#bodies),
        headers: this.#bodies.size === 0 ? COMMON_HEADERS : HEADERS,
      },
      'x-flowlang-flows': Object.fromEntries(this.#entries),
    };
  }

  #operation(operation: Operation, flow: FlowPart | undefined): OperationObject {
    return {
      operationId: this.#operationIds.allocate(fillIn(operation.operationId, flow)),
      summary: fillIn(operation.summary, flow),
      description: fillIn(operation.description, flow),
      tags: [flow?.tag ?? SERVER_TAG.name],
      parameters: parametersOf(operation, flow?.awaited),
      ...this.#requestBody(operation, flow),
      responses: Object.fromEntries([
        [
          String(operation.status ?? 200),
          this.#answer(operation.answer, operation.answerDescription, operation.answerHeaders, flow),
        ] as const,
        ...(operation.alternatives ?? []).map(({ status, body, description, headers }) => {
          return [String(status), this.#answer(body, description, headers, flow)] as const;
        }),
        ...this.#problems.of(operation),
      ]),
    };
  }

  #requestBody({ runsFlow, takes }: Operation, flow: FlowPart | undefined): Pick<OperationObject, 'requestBody'> {
    if (flow === undefined) return {};
    if (runsFlow) return { requestBody: { $ref: `#/components/requestBodies/${flow.name}` } };
    if (takes === undefined) return {};
    const isFixed = takes.kind === 'json';
    const schema = isFixed ? this.definitions.wire(takes.schema) : (flow.awaited?.payload ?? {});
    const description = isFixed ? 'May be left out.' : 'The payload. Without a body it is null.';
    return { requestBody: { description, required: false, content: { 'application/json': { schema } } } };
  }

  #answer(
    body: Body,
    description: string,
    headers: readonly AnswerHeader[] = [],
    flow: FlowPart | undefined,
  ): Response {
    return {
      description: fillIn(description, flow),
      headers: headerRefs('RequestId', ...headers, ...(flow === undefined ? [] : (['Stale'] as const))),
      ...(body.kind === 'none' ? {} : { content: this.#content(body, flow) }),
    };
  }

  #content(body: Exclude<Body, { kind: 'none' }>, flow: FlowPart | undefined): Readonly<Record<string, MediaType>> {
    const ofFlow = (schema: keyof FlowNames): ValueType => (flow ? this.definitions.ref(flow.names[schema]) : {});
    switch (body.kind) {
      case 'json':
        return { 'application/json': { schema: this.definitions.wire(body.schema) } };
      case 'flow-json':
        return { 'application/json': { schema: ofFlow(body.schema) } };
      case 'flow-events':
        return {
          'text/event-stream': { schema: streamedEvent(ofFlow('Event')) },
          ...(body.page === undefined ? {} : { 'application/json': { schema: ofFlow(body.page) } }),
        };
      case 'document':
        return { [body.mediaType]: { schema: DOCUMENT_SCHEMAS[body.mediaType] } };
      case 'text':
        return Object.fromEntries(body.mediaTypes.map((type) => [type, { schema: { type: 'string' } }]));
    }
  }
}

const DOCUMENT_SCHEMA = {
  type: 'object',
  properties: {
    openapi: { type: 'string' },
    info: { type: 'object', additionalProperties: true },
    paths: { type: 'object', additionalProperties: true },
  },
  required: ['openapi', 'info', 'paths'],
  additionalProperties: true,
} as const satisfies ValueType;

const DOCUMENT_SCHEMAS = {
  'application/json': DOCUMENT_SCHEMA,
  // Some readers of a body judge the text of YAML, others what it says.
  'application/yaml': { ...DOCUMENT_SCHEMA, type: ['string', 'object'] },
} as const satisfies Record<string, ValueType>;

function fillIn(text: string, flow: FlowPart | undefined): string {
  return flow === undefined ? text : text.replaceAll('{flow}', () => flow.name);
}
