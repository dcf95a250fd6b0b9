/** Nothing of the contract is without a test, and no client lacks what the other has. What is excepted says why. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as client from '@flowlang/client';
import { API_ERRORS, FLOW_EVENT_TYPES, OPERATIONS, type OperationName, STEP_EVENT_TYPES } from '@flowlang/openapi';
import { describe, expect, test } from 'vitest';
import { isObject } from '../conformance/exchange.ts';
import { loadFaultScenarios } from './fault-scenario.ts';
import { type Call, loadScenarios, ROOT } from './scenario.ts';

const PROBE = 'for probes and tools, which need no client';

/** The method of both clients, in the words of TypeScript; or why there is none. */
const METHODS: Readonly<Record<OperationName, string | { readonly none: string }>> = {
  describeServer: { none: PROBE },
  getHealth: 'health',
  getLiveness: { none: PROBE },
  getReadiness: { none: PROBE },
  getDocument: { none: PROBE },
  getDocumentAsYaml: { none: PROBE },
  listFlows: 'listFlows',
  getFlow: 'getFlow',
  listTasks: 'listTasks',
  visualizeFlow: 'visualize',
  getFlowDocument: { none: PROBE },
  executeFlow: 'executeFlow',
  streamFlow: 'executeFlowStream',
  cancelExecution: 'cancelExecution',
  listExecutions: 'listExecutions',
  getExecution: 'getExecution',
  listEvents: 'executionEvents',
  retryExecution: 'retryExecution',
  deliverEvent: 'sendEvent',
};

/** The same operation in another way: without waiting for the end. */
const MORE_METHODS = ['startFlow'];

/** openapi-fetch, typed by the document, is TypeScript's. */
const TYPESCRIPT_ALONE = ['api'];

/** Codes that no scenario has. */
const NOT_IN_SCENARIOS: Readonly<Record<string, string>> = {
  listing_disabled: 'the server of the scenarios listens on this machine only; the tests of the server have another',
  not_retryable: 'needs tasks that are gone; the tests of the server take them away',
  journal_unavailable: 'needs a disk that fails; the tests of the server have one',
  internal_error: 'a defect of the server itself; the tests of its problems provoke one',
  server_draining: 'ends the server: draining.test.ts',
  request_timeout: 'takes a minute; the tests of the server have a shorter limit',
  headers_too_large: 'no client sends such; the tests of the server do',
  expectation_failed: 'no client sends such; the tests of the server do',
  server_full: 'needs 100,000 executions; the tests of the journal have a smaller limit',
};

/** Events that no scenario has. */
const EVENTS_NOT_IN_SCENARIOS: Readonly<Record<string, string>> = {};

/** Errors that no scenario has. */
const ERRORS_NOT_IN_SCENARIOS: Readonly<Record<string, string>> = {};

const SCENARIOS = loadScenarios();
const FAULTS = loadFaultScenarios();
const CALLS: readonly Call[] = [
  ...SCENARIOS.flatMap(({ calls }) => calls.flatMap((call) => ('together' in call ? call.together : [call]))),
  ...FAULTS.flatMap(({ calls }) => calls),
];

function methodsOf(prototype: object): string[] {
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
}

const ASK_PYTHON = `
import inspect, json
import flowlang.client as client
def methods(client):
    return {n: [p for p in inspect.signature(f).parameters] for n, f in inspect.getmembers(client, inspect.isfunction) if n[0] != "_"}
errors = {n: c.__mro__[1].__name__ for n, c in inspect.getmembers(client, inspect.isclass) if issubclass(c, client.FlowLangError)}
print(json.dumps([methods(client.FlowLangClient), methods(client.AsyncFlowLangClient), errors]))
`;

type PythonMethods = Readonly<Record<string, readonly string[]>>;

function askPython(): [sync: PythonMethods, async: PythonMethods, errors: Readonly<Record<string, string>>] {
  const own = path.join(path.dirname(ROOT), '.venv', 'bin', 'python');
  const output = execFileSync(existsSync(own) ? own : 'python3', ['-c', ASK_PYTHON], { encoding: 'utf8' });
  return JSON.parse(output) as ReturnType<typeof askPython>;
}

/** `execute_flow` is executeFlow. */
function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

/** Closing is Python's: the client of TypeScript holds nothing open. */
const PYTHON_ALONE = ['close', 'aclose'];

test('every scenario has a name of its own, without a gap', () => {
  const names = [...SCENARIOS, ...FAULTS].map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index || /<\w/.test(name))).toEqual([]);
});

test.each(Object.values(METHODS).filter((method) => typeof method === 'string'))(
  '%s is in a scenario with faults',
  (method) => {
    expect(FAULTS.some(({ calls }) => calls.some(({ client }) => client.method === method))).toBe(true);
  },
);

describe('every operation', () => {
  test.each(Object.keys(OPERATIONS))('%s has a scenario', (name) => {
    expect(SCENARIOS.some(({ operation }) => operation === name)).toBe(true);
  });

  test('is a method of the TypeScript client, or is excepted', () => {
    const wanted = [
      ...Object.values(METHODS).filter((method) => typeof method === 'string'),
      ...MORE_METHODS,
      ...TYPESCRIPT_ALONE,
    ];
    expect(methodsOf(client.FlowLangClient.prototype).sort()).toEqual(wanted.sort());
  });

  test('is a method of both Python clients, or is excepted', () => {
    const wanted = [...Object.values(METHODS).filter((method) => typeof method === 'string'), ...MORE_METHODS];
    const [sync, async] = askPython();
    for (const methods of [sync, async]) {
      const names = Object.keys(methods).filter((name) => !PYTHON_ALONE.includes(name));
      expect(names.map(camelCase).sort()).toEqual(wanted.sort());
    }
  });

  test('has the same arguments in both Python clients', () => {
    const [sync, async] = askPython();
    expect({ ...async, aclose: undefined }).toEqual({ ...sync, aclose: undefined });
  });
});

describe('every error class', () => {
  const names = Object.entries(client).flatMap(([name, value]) => {
    return value === client.FlowLangError || Object.getPrototypeOf(value)?.prototype instanceof Error ? [name] : [];
  });

  test('is in both clients, under the same parent', () => {
    const [, , errors] = askPython();
    const parents = names.map((name) => [name, Object.getPrototypeOf(Reflect.get(client, name)).name]);
    expect({ ...Object.fromEntries(parents), FlowLangError: 'Exception' }).toEqual(errors);
  });

  test.each(names)('%s is in a scenario, or is excepted', (name) => {
    const seen = CALLS.some(({ expect: { error } }) => error?.['class'] === name);
    expect(seen).toBe(ERRORS_NOT_IN_SCENARIOS[name] === undefined);
  });
});

describe('every event type', () => {
  test.each([...FLOW_EVENT_TYPES, ...STEP_EVENT_TYPES])('%s is in a scenario, or is excepted', (type) => {
    const seen = CALLS.some(({ expect: { events = [] } }) =>
      (Array.isArray(events) ? events : []).some((one) => isObject(one) && one['type'] === type),
    );
    expect(seen).toBe(EVENTS_NOT_IN_SCENARIOS[type] === undefined);
  });
});

describe('every code of a problem', () => {
  test.each(Object.keys(API_ERRORS))('%s is in a scenario, or is excepted', (code) => {
    const seen = CALLS.some(({ expect: { error, answer } }) => {
      const body = answer?.['body'];
      return error?.['code'] === code || (isObject(body) && body['code'] === code);
    });
    expect(seen).toBe(NOT_IN_SCENARIOS[code] === undefined);
  });
});
