/** One way in which a server can break the contract, and the means to write it down. */
import type { OperationName } from '@flowlang/openapi';
import { isObject, type JsonObject } from '../conformance/exchange.ts';

export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One event as it is on the wire. */
export interface Block {
  readonly id: string;
  readonly event: string;
  readonly data: JsonObject;
}

export interface Breakage {
  readonly name: string;
  /** Where it shows: the scenarios of these operations are played. */
  readonly operation: OperationName;
  /** Answers the same object where it changes nothing. */
  readonly head?: (head: Head) => Head;
  readonly body?: (body: unknown, status: number) => unknown;
  /** For each stream: what becomes of each event, one after the other. */
  readonly events?: () => (block: Block) => readonly Block[];
}

export function parseBlock(text: string): Block | undefined {
  const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(text) ?? [];
  return data === '' ? undefined : { id, event, data: JSON.parse(data) };
}

export function formatBlock({ id, event, data }: Block): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function without(object: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

export function withoutHeader(name: string): (head: Head) => Head {
  return (head) => (name in head.headers ? { ...head, headers: without(head.headers, name) as Head['headers'] } : head);
}

export function withHeader(name: string, value: string, when: (head: Head) => boolean): (head: Head) => Head {
  return (head) => (when(head) ? { ...head, headers: { ...head.headers, [name]: value } } : head);
}

/** Changes bodies that are objects. */
export function inBody(change: (body: JsonObject, status: number) => JsonObject): Breakage['body'] {
  return (body, status) => (isObject(body) ? change(body, status) : body);
}

/** Changes the data of the events of one type. */
export function inEvents(type: string, change: (data: JsonObject) => JsonObject): Breakage['events'] {
  return () => (block) => [block.event === type ? { ...block, data: change(block.data) } : block];
}
