/** As much of OpenAPI 3.1 as our documents hold. */
import type { Json, ValueType } from '../language/model.ts';
import type { Ref } from './definitions.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Info;
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
  readonly security: readonly [];
  readonly tags: readonly Tag[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Components;
  /** Where each flow's schemas are; code generators start here. */
  readonly 'x-flowlang-flows': Readonly<Record<string, FlowEntry>>;
}

export interface Info {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly license: { readonly name: string; readonly identifier: string };
}

export interface Tag {
  readonly name: string;
  readonly description: string;
}

/** What a flow says of itself, and the names of its component schemas. */
export interface FlowEntry {
  readonly version?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly inputs: string;
  readonly outputs: string;
  readonly result: string;
  readonly event: string;
  /** Of a flow that waits: by the name of the event, the payload that is sent with it. */
  readonly awaits?: Readonly<Record<string, string>>;
  /** The payload of events whose names are computed. */
  readonly awaits_computed?: string;
}

export interface Components {
  readonly schemas: Readonly<Record<string, ValueType>>;
  readonly responses: Readonly<Record<string, Response>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly requestBodies: Readonly<Record<string, RequestBody>>;
  readonly headers: Readonly<Record<string, Header>>;
}

export type PathItem = Readonly<Partial<Record<'get' | 'post', OperationObject>>>;

export interface OperationObject {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly (Ref | Parameter)[];
  readonly requestBody?: Ref | RequestBody;
  readonly responses: Readonly<Record<string, Response | Ref>>;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Ref>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface RequestBody {
  readonly description: string;
  readonly required: boolean;
  readonly content: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema: ValueType;
  readonly examples?: Readonly<Record<string, Example>>;
}

export interface Example {
  readonly summary?: string;
  readonly value: Json;
}

export interface Header {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: ValueType;
}

export interface Parameter extends Header {
  readonly name: string;
  readonly in: 'header' | 'path' | 'query';
  readonly example?: Json;
}
