/**
 * From text to plan and document, against what the YAML library alone needs to parse that text: `parseDocument(text)`
 * with its own options, as a user of the library calls it, and without turning the document into values.
 */
import {
  buildDocument,
  type CheckedFlow,
  type CheckResult,
  checkProject,
  parseSource,
  type TaskSignature,
  type ValueType,
} from '@flowlang/openapi';
import { parseDocument } from 'yaml';
import { createPlan } from '../../server/dist/engine/plan.js';
import { flowText } from './flow-text.ts';
import { cpuOf, median, type Row } from './measure.ts';

const ROUNDS = 15;
const TASK = { implemented: true, run: () => ({}) };

const SIGNATURES: ReadonlyMap<string, TaskSignature> = new Map([
  ['Price', signature({ quantity: { type: 'integer' }, price: { type: 'number' } }, { total: { type: 'number' } })],
  ['Notify', signature({ text: { type: 'string' } }, { sent: { type: 'boolean' } })],
]);

export async function languageRows(): Promise<Row[]> {
  const thousand = [flowText('Long', 1000)];
  const project = Array.from({ length: 500 }, (_, index) => flowText(`Flow${index}`, 20, index));
  const long = await compare(thousand);
  const many = await compare(project);
  const growth = await grow(thousand, [flowText('Long', 10_000)]);
  return [
    { what: 'a flow of 1,000 steps, from text to plan and document', ratio: shown(long), bound: '≤ 3×' },
    { what: 'the same with 10,000 steps, against 1,000 steps', ratio: `${growth.toFixed(1)}×`, bound: '≤ 12×' },
    { what: '500 flows of 20 steps, from text to plan and document', ratio: shown(many), bound: '≤ 4×, ≤ 2 s' },
  ];
}

interface Comparison {
  readonly ratio: number;
  /** Milliseconds of ours. */
  readonly time: number;
}

async function compare(texts: readonly string[]): Promise<Comparison> {
  for (let warm = 0; warm < 3; warm++) [parse(texts), load(texts)];
  const rounds: Comparison[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = await cpuOf(() => parse(texts));
    const time = await cpuOf(() => load(texts));
    rounds.push({ ratio: time / theirs, time });
  }
  return { ratio: median(rounds.map(({ ratio }) => ratio)), time: median(rounds.map(({ time }) => time)) };
}

async function grow(small: readonly string[], large: readonly string[]): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const one = await cpuOf(() => load(small));
    ratios.push((await cpuOf(() => load(large))) / one);
  }
  return median(ratios);
}

function parse(texts: readonly string[]): void {
  for (const text of texts) parseDocument(text);
}

/** What the server does with the texts of a project, but for reading files. */
function load(texts: readonly string[]): void {
  const flows = checkTexts(texts);
  for (const flow of flows) createPlan(flow, { get: () => TASK });
  buildDocument(flows);
}

/** The flows that `flowText` writes, with what is known of their tasks. */
export function checkTexts(texts: readonly string[]): CheckedFlow[] {
  const sources = texts.map((text, index) => {
    const path = `flow${index}.yaml`;
    return { path, parsed: parseSource({ file: path, text }), tasks: SIGNATURES, requireTasks: true };
  });
  return [...checkProject(sources).values()].map(sound);
}

function sound(result: CheckResult): CheckedFlow {
  // A warning would mean that the text is none that somebody keeps.
  const [problem] = result.diagnostics;
  if (!result.ok || problem !== undefined) throw new Error(`The measured flow is broken: ${problem?.message}`);
  return result;
}

function signature(
  input: Readonly<Record<string, ValueType>>,
  output: Readonly<Record<string, ValueType>>,
): TaskSignature {
  return { implemented: true, input: closed(input), output: closed(output) };
}

function closed(properties: Readonly<Record<string, ValueType>>): ValueType {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function shown({ ratio, time }: Comparison): string {
  return `${ratio.toFixed(2)}× (${time.toFixed(0)} ms)`;
}
