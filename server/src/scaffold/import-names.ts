/** Brings names into a file: by the import that is there, by one more name in it, or by a new line. */
import ts from 'typescript';
import type { Insertion } from './code.ts';
import { behindImports, identifiersIn, type SourceText } from './syntax.ts';

export interface Imported {
  /** By its name in the module, what the file calls it. */
  readonly local: (name: string) => string;
  readonly insertions: readonly Insertion[];
}

/** @param modules the names of one module; what is imported from any of them counts, what is added comes from the first */
export function importNames(source: SourceText, modules: readonly string[], names: readonly string[]): Imported {
  const declarations = importsFrom(source.tree, modules);
  const locals = new Map<string, string>();
  const missing: string[] = [];
  for (const name of names) {
    const local = localName(declarations, name);
    if (local === undefined) missing.push(name);
    else locals.set(name, local);
  }
  const taken = missing.length > 0 ? identifiersIn(source.tree) : new Set<string>();
  const specifiers = missing.map((name) => {
    const local = freeName(name, taken);
    locals.set(name, local);
    return local === name ? name : `${name} as ${local}`;
  });
  const insertions = specifiers.length === 0 ? [] : [placeFor(source, declarations, modules[0] ?? '', specifiers)];
  return { local: (name) => locals.get(name) ?? name, insertions };
}

/** The default export of a module, by the name that the file has for it, or by `preferred`. */
export function importDefault(source: SourceText, module: string, preferred: string): Imported {
  const found = localName(importsFrom(source.tree, [module]), 'default');
  if (found !== undefined) return { local: () => found, insertions: [] };
  const local = freeName(preferred, identifiersIn(source.tree));
  return { local: () => local, insertions: [behindImports(source, `import ${local} from '${module}';`)] };
}

function importsFrom(tree: ts.SourceFile, modules: readonly string[]): readonly ts.ImportClause[] {
  return tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const { importClause, moduleSpecifier } = statement;
    const isValue = importClause !== undefined && importClause.phaseModifier === undefined;
    return isValue && modules.includes(moduleSpecifier.text) ? [importClause] : [];
  });
}

function localName(clauses: readonly ts.ImportClause[], name: string): string | undefined {
  for (const { name: defaultName, namedBindings } of clauses) {
    // `import z from 'zod'` and `import * as z from 'zod'` are zod itself.
    if ((name === 'z' || name === 'default') && defaultName !== undefined) return defaultName.text;
    if (namedBindings === undefined) continue;
    if (ts.isNamespaceImport(namedBindings))
      return name === 'z' ? namedBindings.name.text : `${namedBindings.name.text}.${name}`;
    const found = namedBindings.elements.find(
      (element) => !element.isTypeOnly && (element.propertyName ?? element.name).text === name,
    );
    if (found !== undefined) return found.name.text;
  }
  return undefined;
}

/** The file may mean something else by the name. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}${number}`)) return `${name}${number}`;
}

function placeFor(
  source: SourceText,
  clauses: readonly ts.ImportClause[],
  module: string,
  specifiers: readonly string[],
): Insertion {
  const named = clauses.flatMap(({ namedBindings }) =>
    namedBindings !== undefined && ts.isNamedImports(namedBindings) ? [namedBindings] : [],
  );
  const [first] = named;
  const last = first?.elements.at(-1);
  if (last !== undefined) return { at: last.getEnd(), text: specifiers.map((each) => `, ${each}`).join('') };
  if (first !== undefined) return { at: first.getEnd() - 1, text: ` ${specifiers.join(', ')} ` };
  return behindImports(source, `import { ${specifiers.join(', ')} } from '${module}';`);
}
