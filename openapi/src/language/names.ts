/** Names: of flows, inputs, outputs, steps and loop variables. */
import type { Report } from './diagnostics.ts';
import { respellAt } from './edits.ts';
import { holdsExpression } from './expression/template.ts';
import { capital, plainText, readText, reportWrongKind } from './fields.ts';
import type { Range } from './model.ts';
import { isText, type YamlNode } from './yaml-node.ts';

/** A name and where it stands. */
export interface Named {
  readonly name: string;
  readonly range: Range;
}

/** Most become keys of JSON, and of that with this key none is taken: it could set the prototype of an object. */
export const PROTOTYPE = '__proto__';
export const NAME: RegExp = new RegExp(`^(?!${PROTOTYPE}$)[A-Za-z_][A-Za-z0-9_]*$`);
export const FLOW_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

const LITERALS = ['true', 'false', 'null', 'True', 'False', 'None'];
const OPERATORS = ['and', 'or', 'not', 'in', 'if', 'else'];
const ROOTS = ['inputs', 'env', 'loop', 'execution', 'context'];

/** Words that expressions understand as something else. */
export const RESERVED: ReadonlySet<string> = new Set([...LITERALS, ...OPERATORS, ...ROOTS]);

/** Inputs that triggers set and callers cannot. */
export const TRIGGER_INPUTS: ReadonlySet<string> = new Set(['_webhook', '_schedule', '_auth']);

export function isName(text: string): boolean {
  return NAME.test(text);
}

/** A name that expressions can refer to: an input's, a step's id, a loop variable's. */
export function readName(node: YamlNode, what: string, report: Report): Named | undefined {
  const named = readWellFormed(node, what, NAME, report);
  if (named === undefined || !RESERVED.has(named.name)) return named;
  report(
    'FL1105',
    named.range,
    `${capital(what)} cannot be \`${named.name}\`: expressions understand the word as something else`,
    'Choose another name',
  );
  return undefined;
}

/** A name that no expression refers to: an output's, or a task's output. */
export function readLabel(node: YamlNode, what: string, report: Report): Named | undefined {
  return readWellFormed(node, what, NAME, report);
}

/** The name of a flow. */
export function readFlowName(node: YamlNode, report: Report): Named | undefined {
  return readWellFormed(node, 'the name of a flow', FLOW_NAME, report, true);
}

/** The name of a task: any text on one line without blanks at its ends. */
export function readTaskName(node: YamlNode, report: Report): Named | undefined {
  const name = readText(node, 'the name of a task', report);
  if (name === undefined || !isText(node) || holdsExpression(node.value)) return undefined;
  if (name !== '' && name === name.trim() && !name.includes('\n')) return { name, range: node.range };
  report('FL1104', node.range, 'The name of a task is one line without blanks around it', 'Write `task: Name`');
  return undefined;
}

/** Reports a property that nobody could send. */
export function checkProperty(key: string, range: Range, report: Report): void {
  if (key === PROTOTYPE) report('FL1104', range, misnamed(key, 'a property'), 'Choose another name');
}

/** What is wrong with a name of no valid form. */
export function misnamed(name: string, what: string, letters = 'a letter or `_`'): string {
  if (name === PROTOTYPE) return `${capital(what)} cannot be \`${name}\`: no JSON with such a key is taken`;
  return `${capital(what)} starts with ${letters}, and goes on with letters, digits and \`_\``;
}

/** @param isFree nothing in the file says the name again, so that it can be changed in one place */
function readWellFormed(node: YamlNode, what: string, form: RegExp, report: Report, isFree = false): Named | undefined {
  if (!isText(node)) return reportWrongKind(node, what, 'a text', report);
  if (form.test(node.value)) return { name: node.value, range: node.range };
  if (holdsExpression(node.value)) {
    plainText(node, report);
    return undefined;
  }
  const letters = form === FLOW_NAME ? 'a letter' : 'a letter or `_`';
  const better = asName(node.value);
  const isBetter = form.test(better) && better.length < 60;
  const hint = isBetter ? `Write \`${better}\`` : 'Choose another name';
  const fix = isBetter && isFree ? respellAt(node.range, node.value, better) : undefined;
  report('FL1104', node.range, misnamed(node.value, what, letters), hint, fix);
  return undefined;
}

/** The name that a text could be. */
export function asName(text: string): string {
  return text.replace(/^[^A-Za-z_]+/, '').replaceAll(/[^A-Za-z0-9_]+/g, '_');
}

/** Collects names that must differ; reports the second of two. */
export class Names {
  readonly #taken = new Set<string>();
  readonly #what: string;
  readonly #report: Report;

  constructor(what: string, report: Report) {
    this.#what = what;
    this.#report = report;
  }

  take({ name, range }: Named): boolean {
    if (!this.#taken.has(name)) return Boolean(this.#taken.add(name));
    this.#report('FL1106', range, `There is another ${this.#what} called \`${name}\``, 'Rename one of them');
    return false;
  }
}
