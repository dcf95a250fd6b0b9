/** What holds for every stream of events, whatever the flow. Reads the text as the server promises it: stricter than a client may be. */
import { isTerminal } from '@flowlang/openapi';
import { type Exchange, isObject, type JsonObject } from './exchange.ts';

export interface WireEvent {
  readonly id: string;
  readonly name: string;
  readonly data: JsonObject;
}

const BLOCK = /^id: (.*)\nevent: (.*)\ndata: (.*)$/;

/** The events of a body, and what cannot be read of it. */
export function readEvents(exchange: Exchange): { events: WireEvent[]; problems: string[] } {
  const blocks = exchange.body.split('\n\n');
  const rest = blocks.pop() ?? '';
  const problems = rest !== '' && exchange.complete ? [`the stream ends within an event: ${sketch(rest)}`] : [];
  const events: WireEvent[] = [];
  for (const block of blocks) {
    if (block.startsWith(':')) continue;
    const [, id = '', name = '', text = ''] = BLOCK.exec(block) ?? [];
    const data = parse(text);
    if (isObject(data)) events.push({ id, name, data });
    else problems.push(`this is no event of ours (id, event, data, a line each): ${sketch(block)}`);
  }
  return { events, problems };
}

/** From which event on the reader has asked. */
export function askedAfter(exchange: Exchange): number {
  const { request, query = '' } = exchange;
  return Number(request['last-event-id'] ?? new URLSearchParams(query).get('after') ?? 0);
}

export function checkSequence(events: readonly WireEvent[], exchange: Exchange): string[] {
  const after = askedAfter(exchange);
  const executionId = exchange.headers['x-execution-id'];
  const problems = events.flatMap(({ id, name, data }, index) => {
    const { seq, type, execution_id } = data;
    return [
      ...(id === String(seq) ? [] : [`event ${seq}: its id is ${id}`]),
      ...(name === type ? [] : [`event ${seq}: it is called ${name}, and is a ${type}`]),
      ...(seq === after + index + 1 ? [] : [`event ${seq} stands where ${after + index + 1} should`]),
      ...(execution_id === executionId ? [] : [`event ${seq} is of execution ${execution_id}, not ${executionId}`]),
    ];
  });
  return [...problems, ...checkEnd(events, exchange), ...(after === 0 ? checkSteps(events, exchange.complete) : [])];
}

function checkEnd(events: readonly WireEvent[], exchange: Exchange): string[] {
  const ends = events.flatMap((event, index) => (isEnd(event) ? [index] : []));
  const problems = ends.some((index) => index !== events.length - 1) ? ['something comes after the last event'] : [];
  const first = events[0]?.data['type'];
  if (askedAfter(exchange) === 0 && first !== undefined && first !== 'flow_started')
    problems.push(`it begins with ${first}`);
  const nothingNew = events.length === 0 && askedAfter(exchange) > 0;
  if (exchange.complete && ends.length === 0 && !nothingNew) problems.push('the last event is missing');
  return problems;
}

const STEP_ENDS: readonly unknown[] = ['step_completed', 'step_failed', 'step_cancelled'];

/** Each step that starts ends exactly once, and those inside of it before. One whose inputs have no value fails unstarted. */
function checkSteps(events: readonly WireEvent[], complete: boolean): string[] {
  const problems: string[] = [];
  const open = new Set<string>();
  for (const { data } of events) {
    const { type, path, seq, step_id } = data;
    if (typeof path !== 'string') continue;
    const known = open.has(path);
    if (type === 'step_started' || type === 'step_skipped') {
      if (known) problems.push(`event ${seq}: step ${step_id} begins while it runs`);
      if (type === 'step_started') open.add(path);
    } else if (!known && type !== 'step_failed')
      problems.push(`event ${seq}: ${type} of step ${step_id}, which does not run`);
    if (!STEP_ENDS.includes(type)) continue;
    open.delete(path);
    const inner = [...open].find((one) => one.startsWith(`${path}.`));
    if (inner !== undefined) problems.push(`event ${seq}: step ${step_id} ends before ${inner} in it`);
  }
  if (complete && open.size > 0) problems.push(`these steps never end: ${[...open].join(', ')}`);
  return problems;
}

function isEnd({ data }: WireEvent): boolean {
  const { type } = data;
  return typeof type === 'string' && isTerminal({ type });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sketch(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
