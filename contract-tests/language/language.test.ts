/** Every case of `cases/`: the sentence of the language is its name, what it proves is data. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LocatedDiagnostic } from '@flowlang/openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Contract } from '../conformance/contract.ts';
import { isObject } from '../conformance/exchange.ts';
import { compareEvents } from './expected-events.ts';
import { compareAnswer, compareDiagnostics, compareFields, compareResult } from './judge-case.ts';
import { isRun, type LanguageCase, loadCases } from './language-case.ts';
import { layOut, type PlacedCase, SHARED } from './layout.ts';
import { execute, type Played, play, type Target } from './play-case.ts';
import { type ServedFlow, type ServedProject, type Serving, serveProjects, validate } from './projects.ts';
import { TRAPS } from './traps.ts';

/** What a case's own tasks take and return may say more than their schemas ask for. */
const OF_AUTHORS = ['inputs', 'outputs'];

const root = mkdtempSync(path.join(tmpdir(), 'flowlang-language-'));
const cases = loadCases();
const run = layOut(cases.filter(isRun), path.join(root, 'run'));
const checked = layOut(
  cases.filter((one) => !isRun(one)),
  path.join(root, 'check'),
);
const contracts = new Map<string, Promise<Contract>>();
let serving: Serving;
let checking: Serving;
let validated: readonly LocatedDiagnostic[];

beforeAll(async () => {
  [serving, validated] = await Promise.all([
    serveProjects(path.join(root, 'run')),
    validate(path.join(root, 'check', SHARED)),
  ]);
  // The projects of several files, each by itself; the rest of the folder was validated in one go.
  rmSync(path.join(root, 'check', SHARED), { recursive: true });
  checking = await serveProjects(path.join(root, 'check'));
}, 120_000);

afterAll(async () => {
  await Promise.all([serving.stop(), checking.stop()]);
  rmSync(root, { recursive: true });
});

describe('the kit', () => {
  test('has at least 250 cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(250);
  });

  test('calls no two cases the same', () => {
    const names = cases.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('has every trap of the older FlowLang, and no other', () => {
    expect([...new Set(cases.flatMap(({ trap }) => trap ?? []))].sort()).toEqual([...TRAPS].sort());
  });
});

for (const [chapter, placed] of Map.groupBy([...run, ...checked], (one) => one.case.chapter)) {
  describe(chapter, () => {
    for (const one of placed) test.concurrent(one.case.name, () => (isRun(one.case) ? judgeRun(one) : judgeText(one)));
  });
}

async function judgeText({ case: one, project, file }: PlacedCase): Promise<void> {
  const found = one.tasks_required
    ? await validate(path.join(root, 'check', project), file, '--tasks-file', 'main/flow.ts')
    : project === SHARED
      ? validated.filter((each) => each.file === file)
      : servedBy(checking, project).flows;
  const { want, got } = compareDiagnostics(one, found.flatMap(diagnosticsOf), file);
  expect(got).toEqual(want);
}

function diagnosticsOf(found: LocatedDiagnostic | ServedFlow): readonly LocatedDiagnostic[] {
  return 'diagnostics' in found ? found.diagnostics : [found];
}

async function judgeRun({ case: one, project, file }: PlacedCase): Promise<void> {
  const { url, flows, problems } = servedBy(serving, project);
  const flow = flows.find((each) => each.file === file);
  if (flow === undefined) throw new Error(problems[file] ?? problems[''] ?? `${file} is not served`);
  const { want, got } = compareDiagnostics(one, flow.diagnostics, file);
  expect(got, 'diagnostics').toEqual(want);
  const target = { url, flow: flow.name, contract: await contractOf(url) };
  if (one.types !== undefined) await judgeTypes(one, target);
  if (one.result === undefined && one.status === undefined) return;
  const played = await play(one, target);
  expect(played.faults, 'faults against the document').toEqual([]);
  if (one.status !== undefined) judgeRefusal(one, played);
  else await judgeResult(one, played, target);
}

function judgeRefusal({ status, errors = [] }: LanguageCase, { problem, ...played }: Played): void {
  const { errors: found } = problem;
  expect(played.status).toBe(status);
  const list: readonly unknown[] = Array.isArray(found) ? found : [];
  const { want, got } = compareFields(
    Object.fromEntries(errors.map((error, index) => [index, isObject(error) ? { ...error, $more: true } : error])),
    Object.fromEntries(list.entries()),
  );
  expect(got).toEqual(want);
}

async function judgeResult(one: LanguageCase, played: Played, target: Target): Promise<void> {
  expect(played.problem, 'refused').toEqual({});
  const { result = {}, actions = [] } = one;
  const events = one.events && compareEvents(one.events, played.events);
  expect(events?.got).toEqual(events?.want);
  const { want, got } = compareResult(result, played.events.at(-1) ?? {});
  expect(got).toEqual(want);
  // Of a sample: the engine's part is the same, and the answer is another operation's.
  if (actions.length > 0 || cases.indexOf(one) % 5 > 0) return;
  const answer = await execute(one, target);
  expect(answer.faults, 'faults against the document').toEqual([]);
  const answered = compareAnswer(result, answer.result);
  expect(answered.got, 'as execute answers').toEqual(answered.want);
}

async function judgeTypes({ types = {} }: LanguageCase, { url, flow }: Target): Promise<void> {
  const response = await fetch(`${url}/flows/${flow}`);
  const detail: unknown = await response.json();
  const { input_schema, output_schema } = isObject(detail) ? detail : {};
  if (types.inputs !== undefined) expect(input_schema).toEqual(types.inputs);
  if (types.outputs !== undefined) expect(output_schema).toEqual(types.outputs);
}

function servedBy({ projects }: Serving, project: string): ServedProject {
  return projects[project] ?? { url: '', flows: [], problems: {} };
}

function contractOf(url: string): Promise<Contract> {
  const made =
    contracts.get(url) ??
    fetch(`${url}/openapi.json`).then(async (answer) => new Contract(await answer.json(), OF_AUTHORS));
  contracts.set(url, made);
  return made;
}
