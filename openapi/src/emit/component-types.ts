/** The component schemas as types of their own names: a compiler's message then says `OrderProcessorInputs`, and not all of it. */
import openapiTS, { astToString, type OpenAPITSOptions } from 'openapi-typescript';
import ts from 'typescript';
import { mapValues } from '../contract/json-schema.ts';
import type { OpenApiDocument } from '../contract/openapi-types.ts';
import { arrayType } from './array-type.ts';
import { stepIdType } from './step-id-type.ts';
import { tidyComments } from './tsdoc.ts';
import { forTypeScript } from './typescript-schema.ts';

/** What the file has by these names, or means by them. */
const TAKEN: ReadonlySet<string> = new Set(['Flows', 'Record', 'components']);
const OPTIONS: OpenAPITSOptions = {
  defaultNonNullable: false,
  silent: true,
  transform: (schema, options) => stepIdType(schema, options) ?? arrayType(schema, options),
};

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** How another part of the file refers to the type of a component. */
export function typeName(component: string): string {
  return isNameable(component) ? component : `components['schemas']['${component}']`;
}

/** Ends with openapi-typescript's own `components`, which lists them all. */
export async function componentTypes(document: OpenApiDocument): Promise<string> {
  const source = {
    openapi: document.openapi,
    info: document.info,
    paths: {},
    components: { schemas: mapValues(document.components.schemas, forTypeScript) },
  };
  const nodes = await openapiTS(JSON.stringify(source), OPTIONS);
  const schemas = nodes.filter(ts.isInterfaceDeclaration).flatMap(schemasIn);
  const named = schemas.map((schema) => ts.transform(schema, [shorten]).transformed[0] ?? schema);
  const types = named.flatMap((schema) => (isNameable(nameOf(schema)) ? [aliasOf(schema)] : []));
  return `${astToString(types)}\n${astToString(listOf(named))}`;
}

function isNameable(component: string): boolean {
  return IDENTIFIER.test(component) && !TAKEN.has(component);
}

function schemasIn({ name, members }: ts.InterfaceDeclaration): ts.PropertySignature[] {
  if (name.text !== 'components') return [];
  const schemas = members.filter(ts.isPropertySignature).find((member) => nameOf(member) === 'schemas');
  return schemas?.type && ts.isTypeLiteralNode(schemas.type) ? schemas.type.members.filter(ts.isPropertySignature) : [];
}

/** Without quotes, if it has any. */
function nameOf({ name }: ts.PropertySignature): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';
}

/** `components["schemas"]["Name"]` → `Name`. */
function shorten(context: ts.TransformationContext): ts.Transformer<ts.PropertySignature> {
  const visit = (node: ts.Node): ts.Node => {
    const component = referredBy(node);
    if (component !== undefined && isNameable(component)) return ts.factory.createTypeReferenceNode(component);
    tidyComments(node);
    return ts.visitEachChild(node, visit, context);
  };
  return (schema) => {
    tidyComments(schema);
    return ts.visitEachChild(schema, visit, context);
  };
}

function referredBy(node: ts.Node): string | undefined {
  const [component, inSchemas] = indexed(node);
  const [schemas, inComponents] = indexed(inSchemas);
  if (schemas !== 'schemas' || inComponents === undefined || !ts.isTypeReferenceNode(inComponents)) return undefined;
  return ts.isIdentifier(inComponents.typeName) && inComponents.typeName.text === 'components' ? component : undefined;
}

function indexed(node: ts.Node | undefined): [index?: string, object?: ts.TypeNode] {
  if (node === undefined || !ts.isIndexedAccessTypeNode(node)) return [];
  const { indexType, objectType } = node;
  return ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal)
    ? [indexType.literal.text, objectType]
    : [];
}

function aliasOf(schema: ts.PropertySignature): ts.Node {
  const exported = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  const type = schema.type ?? ts.factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword);
  const alias = ts.factory.createTypeAliasDeclaration(exported, nameOf(schema), undefined, type);
  return ts.setSyntheticLeadingComments(alias, ts.getSyntheticLeadingComments(schema));
}

/** Those that have a name of their own are only mentioned. */
function listOf(schemas: readonly ts.PropertySignature[]): ts.Node {
  const { factory } = ts;
  const listed = schemas.map((schema) => {
    const name = nameOf(schema);
    if (!isNameable(name)) return schema;
    return factory.createPropertySignature(undefined, name, undefined, factory.createTypeReferenceNode(name));
  });
  const members = [
    factory.createPropertySignature(undefined, 'schemas', undefined, factory.createTypeLiteralNode(listed)),
  ];
  const exported = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  return factory.createInterfaceDeclaration(exported, 'components', undefined, undefined, members);
}
