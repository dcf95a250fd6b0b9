/** Finds the map of tasks in a tasks file, in all the ways in which it may be written. */
import ts from 'typescript';
import { initializerOf, type SourceText, unwrap } from './syntax.ts';

export interface TasksMap {
  /** Where new tasks go. */
  readonly object: ts.ObjectLiteralExpression;
  readonly names: ReadonlySet<string>;
  /** A spread or a computed name that the text alone does not tell. */
  readonly isPartial: boolean;
}

/** Undefined if the default export is no map that stands in this file. */
export function findTasksMap({ tree }: SourceText): TasksMap | undefined {
  const exported = defaultExport(tree);
  const object = exported && objectIn(exported, tree, new Set());
  if (object === undefined) return undefined;
  const names = new Set<string>();
  const isPartial = !readNames(object, tree, names, new Set([object]));
  return { object, names, isPartial };
}

function defaultExport(tree: ts.SourceFile): ts.Expression | undefined {
  for (const statement of tree.statements) {
    if (ts.isExportAssignment(statement) && statement.isExportEquals !== true) return unwrap(statement.expression);
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) continue;
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
    const found = exportClause.elements.find((element) => element.name.text === 'default');
    if (found !== undefined) return initializerOf(tree, (found.propertyName ?? found.name).text);
  }
  return undefined;
}

/** The object in `defineTasks({ … })`, also through names and through calls around it. */
function objectIn(
  expression: ts.Expression,
  tree: ts.SourceFile,
  seen: Set<ts.Node>,
): ts.ObjectLiteralExpression | undefined {
  if (seen.has(expression)) return undefined;
  seen.add(expression);
  if (ts.isIdentifier(expression)) {
    const meant = initializerOf(tree, expression.text);
    return meant && objectIn(meant, tree, seen);
  }
  if (!ts.isCallExpression(expression)) return undefined;
  const values = expression.arguments.map(unwrap);
  if (isDefineTasks(expression.expression, tree)) return literalOf(values[0], tree);
  for (const value of values) {
    const found = objectIn(value, tree, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function literalOf(value: ts.Expression | undefined, tree: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  const meant = value !== undefined && ts.isIdentifier(value) ? initializerOf(tree, value.text) : value;
  return meant !== undefined && ts.isObjectLiteralExpression(meant) ? meant : undefined;
}

function isDefineTasks(callee: ts.Expression, tree: ts.SourceFile): boolean {
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text === 'defineTasks';
  if (!ts.isIdentifier(callee)) return false;
  return callee.text === 'defineTasks' || aliases(tree).has(callee.text);
}

function aliases(tree: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of tree.statements) {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements)
      if (propertyName?.text === 'defineTasks') found.add(name.text);
  }
  return found;
}

/** False if there may be others. */
function readNames(
  object: ts.ObjectLiteralExpression,
  tree: ts.SourceFile,
  names: Set<string>,
  seen: Set<ts.Node>,
): boolean {
  let isComplete = true;
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property)) {
      isComplete = readSpread(unwrap(property.expression), tree, names, seen) && isComplete;
      continue;
    }
    const name = nameOf(property.name);
    if (name === undefined) isComplete = false;
    else names.add(name);
  }
  return isComplete;
}

function readSpread(value: ts.Expression, tree: ts.SourceFile, names: Set<string>, seen: Set<ts.Node>): boolean {
  const object = ts.isObjectLiteralExpression(value)
    ? value
    : (literalOf(value, tree) ?? objectIn(value, tree, new Set()));
  if (object === undefined) return false;
  if (seen.has(object)) return true;
  seen.add(object);
  return readNames(object, tree, names, seen);
}

function nameOf(name: ts.PropertyName): string | undefined {
  if (!ts.isComputedPropertyName(name)) return ts.isPrivateIdentifier(name) ? undefined : name.text;
  const { expression } = name;
  return ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression) ? expression.text : undefined;
}
