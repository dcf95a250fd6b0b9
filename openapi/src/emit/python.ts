/**
 * Types and tokens for callers in Python: a TypedDict for what each flow takes and answers, and a token that ties both to
 * its name, `client.execute_flow(OrderProcessor, {...})`. Tokens and not overloads: 500 overloads take pyright three
 * times as long, and it then blames the wrong flow.
 */
import type { OpenApiDocument } from '../contract/openapi-types.ts';
import { generatedBy } from './generated.ts';
import { docstring } from './python-text.ts';
import { renderToken, tokensOf } from './python-tokens.ts';
import { PythonTypes } from './python-types.ts';

/** The text of a module for Python 3.10 and later. The same document gives the same bytes. */
export function emitPython(document: OpenApiDocument): string {
  const types = new PythonTypes(document.components.schemas);
  const tokens = tokensOf(document, types);
  const texts = tokens.map((token) => renderToken(token, types));
  const kinds = new Set(tokens.map(({ kind }) => kind));
  const typing = types.imports();
  const imports = [
    'from __future__ import annotations\n',
    ...(typing.length === 0 ? [] : [`from typing import ${typing.join(', ')}\n`]),
    ...(kinds.size === 0 ? [] : [`from flowlang.client import ${[...kinds].sort().join(', ')}\n`]),
  ];
  const head = docstring(generatedBy('python'), '');
  // Whatever line length a project formats with, what is generated stays as it is.
  const top = `${head}# fmt: off\n# ruff: noqa\n\n${imports.join('\n')}`;
  const declarations = types.render().map((text) => `\n\n${text}`);
  return `${top}${declarations.join('')}${texts.length === 0 ? '' : `\n\n${texts.join('\n')}`}`;
}
