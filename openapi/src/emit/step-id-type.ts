/** An id that is made in a loop, as a template literal: by `string` alone the compiler could tell no step from it. */
import type { OpenAPITSOptions } from 'openapi-typescript';
import ts from 'typescript';
import { knownParts } from '../contract/step-name.ts';

const PLACE = /\/(?:parent_)?step_id(?:\/anyOf\/\d+)?$/;

export const stepIdType: NonNullable<OpenAPITSOptions['transform']> = (schema, { path = '' }) => {
  if (!PLACE.test(path) || !('pattern' in schema) || typeof schema.pattern !== 'string') return undefined;
  const [head, ...rest] = knownParts(schema.pattern) ?? [];
  const last = rest.pop();
  if (head === undefined || last === undefined) return undefined;
  const { factory } = ts;
  const span = (text: ts.TemplateMiddle | ts.TemplateTail): ts.TemplateLiteralTypeSpan =>
    factory.createTemplateLiteralTypeSpan(factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword), text);
  return factory.createTemplateLiteralType(factory.createTemplateHead(head, raw(head)), [
    ...rest.map((text) => span(factory.createTemplateMiddle(text, raw(text)))),
    span(factory.createTemplateTail(last, raw(last))),
  ]);
};

/** As it stands between backticks. */
function raw(text: string): string {
  return text.replace(/[`\\]|\$\{/g, '\\$&');
}
