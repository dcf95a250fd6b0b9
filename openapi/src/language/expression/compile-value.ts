import type { Json, MapValue, TextValue, Value } from '../model.ts';
import { compile, type Evaluate } from './evaluate.ts';
import { ExpressionError } from './expression-error.ts';
import { LARGEST, LARGEST_SHOWN, textOf } from './json-value.ts';

/**
 * Compiles a value that may hold expressions. Literals are given as they are, not copied: the caller copies before it
 * gives them to anyone who might change them.
 */
export function compileValue(value: Value): Evaluate {
  switch (value.kind) {
    case 'literal': {
      const literal = value.value;
      return () => literal;
    }
    case 'expression':
      return compile(value.expression);
    case 'text':
      return compileText(value);
    case 'list': {
      const items = value.items.map(compileValue);
      return (scope) => items.map((item) => item(scope));
    }
    case 'map':
      return compileMap(value);
  }
}

function compileMap({ entries }: MapValue): Evaluate {
  const keys = entries.map((entry) => entry.key);
  const values = entries.map((entry) => compileValue(entry.value));
  // An assignment to `__proto__` would set the prototype; `fromEntries`, which is slower, makes a property of it.
  if (keys.includes('__proto__'))
    return (scope) => Object.fromEntries(keys.map((key, i) => [key, values[i]?.(scope) ?? null]));
  return (scope) => {
    const map: Record<string, Json> = {};
    for (let i = 0; i < keys.length; i++) map[keys[i] as string] = (values[i] as Evaluate)(scope); // Both have `length`.
    return map;
  };
}

function compileText({ parts, range }: TextValue): Evaluate {
  const compiled = parts.map((part) => (typeof part === 'string' ? part : compile(part)));
  return (scope) => {
    let text = '';
    for (const part of compiled) {
      text += typeof part === 'string' ? part : written(part(scope));
      if (text.length > LARGEST) throw tooLarge();
    }
    return text;
  };

  function written(value: Json): string {
    try {
      return textOf(value);
    } catch (error) {
      throw error instanceof RangeError ? tooLarge() : error;
    }
  }

  function tooLarge(): ExpressionError {
    return new ExpressionError(`The text is longer than ${LARGEST_SHOWN} characters`, range);
  }
}
