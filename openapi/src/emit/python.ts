/**
 * Types and tokens for callers in Python: a TypedDict for what each flow takes and answers, and a token that ties both to
 * its name, `client.execute_flow(OrderProcessor, {...})`. Tokens and not overloads: 500 overloads take pyright three
 * times as long, and it then blames the wrong flow.
 */
import type { OpenApiDocument } from '../contract/openapi-types.ts';
import { generatedBy } from './generated.ts';
import { docstring, quote } from './python-text.ts';
import { PythonTypes } from './python-types.ts';

/** The text of a module for Python 3.10 and later. The same document gives the same bytes. */
export function emitPython(document: OpenApiDocument): string {
  const flows = Object.entries(document['x-flowlang-flows']);
  const types = new PythonTypes(document.components.schemas);
  // First of all the tokens: a flow's own name is the one that callers write.
  const named = flows.map(([name, flow]) => ({ name, flow, token: types.reserve(name) }));
  const kinds = new Set<string>();
  const tokens = named.map(({ name, flow, token }) => {
    const required = document.components.schemas[flow.inputs]?.required ?? [];
    const kind = required.length === 0 ? 'FlowWithOptionalInputs' : 'Flow';
    kinds.add(kind);
    const type = `${kind}[${types.component(flow.inputs)}, ${types.component(flow.outputs)}]`;
    const says = flow.description === undefined ? '' : docstring(flow.description, '');
    return `${token}: ${type} = ${kind}(${quote(name)})\n${says}`;
  });
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
  return `${top}${declarations.join('')}${tokens.length === 0 ? '' : `\n\n${tokens.join('\n')}`}`;
}
