/** Judges an answer by the document of the server that gave it. */
import { API_ERRORS, type ApiErrorCode, COMMON_ERRORS, HEADER_NAMES, isTerminal, problemType } from '@flowlang/openapi';
import type { Contract, FoundOperation } from './contract.ts';
import { askedAfter, checkSequence, readEvents } from './events.ts';
import { type Exchange, isObject, type JsonObject, mediaTypeOf } from './exchange.ts';

/** These are answered where the document has no operation, so it cannot describe them. */
const OUTSIDE: readonly string[] = ['not_found', 'method_not_allowed'] satisfies readonly ApiErrorCode[];

/** What the contract has a meaning for; others belong to HTTP. */
const OURS: ReadonlySet<string> = new Set(Object.values(HEADER_NAMES));

const TOKEN = /^[\w.:-]{1,128}$/;

/** All that is wrong with it, a sentence each. */
export function checkExchange(contract: Contract, exchange: Exchange): string[] {
  const found = contract.find(exchange.method, exchange.path);
  const place = `${exchange.method} ${exchange.path} → ${exchange.status}`;
  const problems = found === undefined ? checkOutside(contract, exchange) : checkFound(contract, exchange, found);
  return [...checkRequestId(exchange), ...problems].map((problem) => `${place}: ${problem}`);
}

function checkRequestId({ request, headers }: Exchange): string[] {
  const id = headers['x-request-id'] ?? '';
  const asked = request['x-request-id'] ?? '';
  if (!TOKEN.test(id)) return [`X-Request-Id is ${JSON.stringify(id)}`];
  return TOKEN.test(asked) && asked !== id ? [`X-Request-Id ${asked} came back as ${id}`] : [];
}

function checkOutside(contract: Contract, exchange: Exchange): string[] {
  const body = parse(exchange.body);
  const code = isObject(body) ? body['code'] : undefined;
  if (!isObject(body) || typeof code !== 'string' || !OUTSIDE.includes(code))
    return ['it is in no operation of the document'];
  return [...contract.judgeProblem(body), ...checkProblem(body, exchange)];
}

function checkFound(contract: Contract, exchange: Exchange, found: FoundOperation): string[] {
  const response = contract.resolve(found.responses[String(exchange.status)]);
  if (response['description'] === undefined) return [`${found.name} describes no answer with this status`];
  return [...checkHeaders(contract, exchange, response), ...checkBody(contract, exchange, response, found)];
}

function checkHeaders(contract: Contract, exchange: Exchange, response: JsonObject): string[] {
  const described = Object.entries((response['headers'] ?? {}) as JsonObject);
  const names = new Set(described.map(([name]) => name));
  const undescribed = [...OURS].filter(
    (name) => !names.has(name) && exchange.headers[name.toLowerCase()] !== undefined,
  );
  const problems = described.flatMap(([name, ref]) => {
    const { required, schema } = contract.resolve(ref);
    const text = exchange.headers[name.toLowerCase()];
    if (text === undefined) return required === true ? [`the header ${name} is missing`] : [];
    if (!isObject(schema)) return [];
    return contract.judge(schema['type'] === 'integer' ? Number(text) : text, schema, `the header ${name}`);
  });
  return [...problems, ...undescribed.map((name) => `the header ${name} is not described`)];
}

function checkBody(contract: Contract, exchange: Exchange, response: JsonObject, found: FoundOperation): string[] {
  const { content } = response;
  if (content === undefined) return exchange.body === '' ? [] : ['it has a body'];
  const mediaType = mediaTypeOf(exchange);
  const described = (content as JsonObject)[mediaType];
  if (!isObject(described))
    return [`its media type is ${mediaType || 'missing'}, not ${Object.keys(content as JsonObject)}`];
  const schema = described['schema'] as JsonObject;
  switch (mediaType) {
    case 'text/event-stream':
      return checkStream(contract, exchange, schema);
    case 'application/json':
    case 'application/problem+json':
      return checkJson(contract, exchange, schema, found);
    default:
      return contract.judge(exchange.body, schema, 'the body');
  }
}

function checkStream(contract: Contract, exchange: Exchange, schema: JsonObject): string[] {
  const { events, problems } = readEvents(exchange);
  const { headers } = exchange;
  return [
    ...problems,
    ...checkSequence(events, exchange),
    ...events.flatMap(({ data }) => contract.judge(data, schema, `event ${data['seq']}`)),
    ...(headers['cache-control'] === 'no-cache' ? [] : ['Cache-Control is not no-cache']),
    ...(headers['x-accel-buffering'] === 'no' ? [] : ['X-Accel-Buffering is not no']),
    ...(headers['content-encoding'] === undefined ? [] : ['it is compressed: events would be held back']),
  ];
}

function checkJson(contract: Contract, exchange: Exchange, schema: JsonObject, found: FoundOperation): string[] {
  const value = parse(exchange.body);
  if (value === undefined) return ['its body is not JSON'];
  const problems = contract.judge(value, schema, 'the body');
  if (mediaTypeOf(exchange) === 'application/problem+json') {
    return isObject(value) ? [...problems, ...checkProblem(value, exchange, found)] : problems;
  }
  if (!isObject(value)) return problems;
  problems.push(...checkExecution(value, exchange, found));
  if (found.name !== 'executeFlow') return problems;
  const id = exchange.headers['x-execution-id'];
  if (value['execution_id'] !== id) problems.push(`execution ${value['execution_id']} has ${id} as its X-Execution-Id`);
  if (value['flow'] !== found.flow) problems.push(`it is the result of ${value['flow']}`);
  return problems;
}

/** What is told of an execution is what was asked for. */
function checkExecution(value: JsonObject, exchange: Exchange, found: FoundOperation): string[] {
  switch (found.name) {
    case 'executeFlow':
      return exchange.status === 202 ? checkBegun(value, exchange, found) : [];
    case 'retryExecution': {
      const { flow = '', execution_id } = found.named;
      const isOfParent = value['parent_id'] === execution_id && value['execution_id'] !== execution_id;
      const problems = isOfParent ? [] : [`its parent is ${value['parent_id']}, and it is ${value['execution_id']}`];
      return [...problems, ...checkBegun(value, exchange, { ...found, named: { flow } })];
    }
    case 'listEvents':
      return checkPage(value, exchange, found);
    case 'getExecution':
    case 'cancelExecution':
    case 'deliverEvent':
      return checkNamed(value, found);
    default:
      return [];
  }
}

/** What has begun says where it is. */
function checkBegun(value: JsonObject, { headers, request }: Exchange, found: FoundOperation): string[] {
  const { location, 'x-execution-id': id, 'preference-applied': applied } = headers;
  const expected = `/flows/${encodeURIComponent(found.flow ?? '')}/executions/${value['execution_id']}`;
  const isApplied = request['prefer'] === undefined || applied !== undefined;
  return [
    ...checkNamed(value, found),
    ...(id === value['execution_id'] ? [] : [`execution ${value['execution_id']} has ${id} as its X-Execution-Id`]),
    ...(location === expected ? [] : [`its Location is ${location}, and not ${expected}`]),
    ...(isApplied ? [] : ['Preference-Applied is missing']),
  ];
}

/** The numbers have no gap, and lead to the next page. */
function checkPage(page: JsonObject, exchange: Exchange, { named }: FoundOperation): string[] {
  const { events = [], next_after } = page;
  const list = (Array.isArray(events) ? events : []).filter(isObject);
  const after = askedAfter(exchange);
  const last = list.at(-1);
  const ended = typeof last?.['type'] === 'string' && isTerminal({ type: last['type'] });
  const expected = ended ? null : (last?.['seq'] ?? after);
  const isExpected = next_after === expected || (last === undefined && next_after === null && after > 0);
  return [
    ...list.flatMap(({ seq }, index) => (seq === after + index + 1 ? [] : [`event ${seq} stands in the wrong place`])),
    ...list.flatMap((event) => checkNamed(event, { named })),
    ...(isExpected ? [] : [`next_after is ${next_after}, and not ${expected}`]),
  ];
}

function checkNamed(value: JsonObject, { named }: Pick<FoundOperation, 'named'>): string[] {
  const others = Object.entries(named).filter(([name, text]) => value[name] !== text);
  return others.map(([name, text]) => `its ${name} is ${JSON.stringify(value[name])}, and was ${text} in the path`);
}

function checkProblem(problem: JsonObject, exchange: Exchange, found?: FoundOperation): string[] {
  const { code, request_id, instance } = problem;
  if (!isCode(code)) return [`${code} is no code of the contract`];
  const expected = { ...API_ERRORS[code], type: problemType(code) };
  const allowed: readonly string[] = found === undefined ? OUTSIDE : [...found.operation.errors, ...COMMON_ERRORS];
  const retryAfter = exchange.headers['retry-after'] !== undefined;
  return [
    ...(allowed.includes(code) ? [] : [`${code} is no error of ${found?.name}`]),
    ...(expected.status === exchange.status ? [] : [`${code} has the status ${expected.status}`]),
    ...(['type', 'title', 'status'] as const)
      .filter((key) => problem[key] !== expected[key])
      .map((key) => `the ${key} of ${code} is ${JSON.stringify(problem[key])}`),
    ...(request_id === exchange.headers['x-request-id'] ? [] : [`request_id ${request_id} is not X-Request-Id`]),
    ...(instance === exchange.path ? [] : [`instance is ${instance}`]),
    ...(retryAfter === expected.retryable ? [] : [`Retry-After is ${retryAfter ? 'there' : 'missing'}`]),
  ];
}

function isCode(code: unknown): code is ApiErrorCode {
  return typeof code === 'string' && Object.hasOwn(API_ERRORS, code);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
