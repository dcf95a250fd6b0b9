/** Reads TypeScript as a tree, to find where something can be added. */
import ts from 'typescript';
import { type Insertion, lineEndOf } from './code.ts';

export interface SourceText {
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly lineEnd: string;
}

/** A text with mistakes is a tree, too: of what could be understood. */
export function parse(file: string, text: string): SourceText {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return { text, tree, lineEnd: lineEndOf(text) };
}

/** @returns the first mistake instead, if the text has one: in such a file no place is certain */
export function readSource(file: string, text: string): SourceText | { readonly problem: string } {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.Latest };
  const { diagnostics = [] } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: options,
  });
  const source = parse(file, text);
  const [mistake] = diagnostics;
  if (mistake === undefined) return source;
  const line = source.tree.getLineAndCharacterOfPosition(mistake.start ?? 0).line + 1;
  // A part of a sentence.
  const says = ts.flattenDiagnosticMessageText(mistake.messageText, ' ').replace(/\.$/, '');
  return { problem: `line ${line}: ${says}` };
}

/** Without the brackets and claims of types around it. */
export function unwrap(expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

/** What a name of the file's top level was given. */
export function initializerOf(tree: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(declared) && declared.text === name && initializer !== undefined) return unwrap(initializer);
    }
  }
  return undefined;
}

export function identifiersIn(tree: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** A new line of its own behind the last import, and behind what is said of that on its line. */
export function behindImports({ tree, text, lineEnd }: SourceText, line: string): Insertion {
  const last = tree.statements.findLast((statement) => ts.isImportDeclaration(statement));
  if (last === undefined) {
    // In front of all comments, too: one may belong to the first statement.
    const at = /^\ufeff?(?:#![^\n]*\n)?/.exec(text)?.[0].length ?? 0;
    return { at, text: `${line}${lineEnd}` };
  }
  const rest = /^[ \t]*(?:\/\/[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(last.getEnd()))?.[0] ?? '';
  return { at: last.getEnd() + rest.length, text: `${lineEnd}${line}` };
}
