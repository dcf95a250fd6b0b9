/** What these tests share: short ways to parse, to run and to show a tree. */
import type { DiagnosticCode, Report } from '../../src/language/diagnostics.ts';
import type { Expression } from '../../src/language/expression/ast.ts';
import { compile, type Scope } from '../../src/language/expression/evaluate.ts';
import { ExpressionError } from '../../src/language/expression/expression-error.ts';
import { parseExpression } from '../../src/language/expression/parse-expression.ts';
import type { Json } from '../../src/language/model.ts';

export interface Found {
  readonly code: DiagnosticCode;
  /** The part of the text that the diagnostic is about. */
  readonly at: string;
  readonly start: number;
  readonly message: string;
  readonly hint: string | undefined;
}

export type Mode = 'expression' | 'condition';

/** A report that collects, and shows each range as the text it covers. */
export function collector(text: string): { readonly found: Found[]; readonly report: Report } {
  const found: Found[] = [];
  const report: Report = (code, range, message, hint) => {
    found.push({ code, at: text.slice(range.start, range.end), start: range.start, message, hint });
  };
  return { found, report };
}

export function parseAll(text: string, mode: Mode = 'expression'): { tree: Expression | undefined; found: Found[] } {
  const { found, report } = collector(text);
  return { tree: parseExpression(text, (index) => index, report, mode), found };
}

export function parse(text: string, mode: Mode = 'expression'): Expression {
  const { tree, found } = parseAll(text, mode);
  if (!tree) throw new Error(`${text}: ${JSON.stringify(found)}`);
  return tree;
}

/** The tree with every operator in parentheses. */
export function show(tree: Expression): string {
  switch (tree.kind) {
    case 'literal':
      return JSON.stringify(tree.value);
    case 'list':
      return `[${tree.items.map(show).join(', ')}]`;
    case 'reference':
      return tree.name;
    case 'property':
      return `${show(tree.object)}.${tree.name}`;
    case 'index':
      return `${show(tree.object)}[${show(tree.index)}]`;
    case 'unary':
      return `(${tree.operator} ${show(tree.operand)})`;
    case 'binary':
    case 'logical':
      return `(${show(tree.left)} ${tree.operator} ${show(tree.right)})`;
    case 'choice':
      return `(${show(tree.condition)} ? ${show(tree.then)} : ${show(tree.else)})`;
    case 'call':
      return `${tree.function}(${tree.arguments.map(show).join(', ')})`;
  }
}

export function scopeOf(values: Readonly<Record<string, Json>>): Scope {
  return { lookup: (name) => (Object.hasOwn(values, name) ? values[name] : undefined) };
}

export function run(text: string, values: Readonly<Record<string, Json>> = {}, mode: Mode = 'expression'): Json {
  return compile(parse(text, mode))(scopeOf(values));
}

/** The error that running gives, and the part of the text it blames. */
export function failure(text: string, values: Readonly<Record<string, Json>> = {}): { message: string; at: string } {
  try {
    run(text, values);
  } catch (error) {
    if (error instanceof ExpressionError) {
      return { message: error.message, at: text.slice(error.range.start, error.range.end) };
    }
    throw error;
  }
  throw new Error(`${text} does not fail`);
}
