import { endOfQuoted } from './lexer.ts';

/** `start` and `end` are indices: of the inside of a `${…}`, or of the `$` of one that is never closed. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly start: number; readonly end: number }
  | { readonly kind: 'unclosed'; readonly start: number };

/**
 * Cuts a text into what stands for itself and the `${…}` in it; `$${` writes a literal `${`. A text without any `${`
 * is one part, an empty text none. Braces and quotes inside an expression are honoured: `${ "}" }` is one expression.
 */
export function splitTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
  };
  for (let index = 0; index < text.length; ) {
    const next = text.indexOf('${', index);
    if (next < 0) {
      literal += text.slice(index);
      break;
    }
    if (next > index && text[next - 1] === '$') {
      literal += `${text.slice(index, next - 1)}\${`;
      index = next + 2;
      continue;
    }
    literal += text.slice(index, next);
    flush();
    const end = endOfExpression(text, next + 2);
    if (end === undefined) return [...parts, { kind: 'unclosed', start: next }];
    parts.push({ kind: 'expression', start: next + 2, end });
    index = end + 1;
  }
  flush();
  return parts;
}

/** Whether the text holds a `${…}` that is not escaped. */
export function holdsExpression(text: string): boolean {
  return splitTemplate(text).some((part) => part.kind !== 'text');
}

/** Index of the `}` that closes the expression which begins at `start`. */
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === "'" || character === '"') {
      const end = endOfQuoted(text, index);
      // With a quote that is never closed any end will do: the parser then puts its caret under that quote.
      if (end === undefined) return indexOfBrace(text, index);
      index = end - 1;
    } else if (character === '{') depth++;
    else if (character === '}' && depth-- === 0) return index;
  }
  return undefined;
}

function indexOfBrace(text: string, start: number): number | undefined {
  const index = text.indexOf('}', start);
  return index < 0 ? undefined : index;
}
