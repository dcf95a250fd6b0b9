/** Texts, names and data: what stands at the ends of a flow. */
import { FLOW_NAME, NAME, PROTOTYPE, RESERVED, TRIGGER_INPUTS } from '../names.ts';
import { like, ref, type Schema, when } from './schema.ts';

function named(form: RegExp, message: string): Schema {
  return { type: 'string', pattern: form.source, patternErrorMessage: message };
}

function noneOf(words: Iterable<string>, message: string): Schema {
  return { type: 'string', pattern: `^(?!(?:${[...words].join('|')})$)`, patternErrorMessage: message };
}

const FORM = 'A name starts with a letter or _, and goes on with letters, digits and _; __proto__ is none';
const NOT_RESERVED = noneOf(RESERVED, 'Expressions understand this word as something else: choose another name');

/** Its pattern is a definition, its type stands where it is used: completions look for it there. */
function textLike(definition: string): Schema {
  return { type: 'string', ...like(definition) };
}

/** A text in which a `${…}` means nothing; `$${` stands for itself. */
export const PLAIN: Schema = textLike('text');
/** A name that expressions refer to. */
export const REFERABLE: Schema = textLike('name');
/** A name that none refers to. */
export const LABEL: Schema = textLike('label');
/** A text that holds a `${…}`. */
export const TEMPLATE: Schema = textLike('template');

export const INPUT_NAME: Schema = {
  type: 'string',
  allOf: [ref('name'), noneOf(TRIGGER_INPUTS, 'Triggers set this one: choose another name')],
};
export const FLOW: Schema = named(
  FLOW_NAME,
  'The name of a flow starts with a letter, and goes on with letters, digits and _',
);

const HOLDS_EXPRESSION = '(?<!\\$)\\$\\{';

/** A text of one form, or one that holds a `${…}`. */
export function orTemplate(pattern: string, message: string): Schema {
  return { type: 'string', pattern: `(?:${pattern})|${HOLDS_EXPRESSION}`, patternErrorMessage: message };
}

/** A text that is one `${…}`, and yields a value of any type. */
export const EXPRESSION: Schema = {
  type: 'string',
  pattern: `^\\$\\{(?:[^'"{}]|'(?:[^'\\\\]|\\\\[\\s\\S])*'|"(?:[^"\\\\]|\\\\[\\s\\S])*")*\\}[\\r\\n]*$`,
  patternErrorMessage: 'Write ${…}, or a list',
};

export const LABELS: Schema = { type: 'array', items: LABEL, uniqueItems: true };
export const TEXTS: Schema = { type: 'array', items: PLAIN };
export const FLAG: Schema = { type: 'boolean' };

const ANYTHING = ['null', 'boolean', 'number', 'string', 'array', 'object'];

export const TEXT_DEFINITIONS: Readonly<Record<string, Schema>> = {
  text: {
    type: 'string',
    pattern: `^(?![\\s\\S]*${HOLDS_EXPRESSION})`,
    patternErrorMessage: 'A ${…} is not expanded here: write $${ for a literal ${',
  },
  template: { type: 'string', pattern: HOLDS_EXPRESSION, patternErrorMessage: 'Only a ${…} can give the value here' },
  name: { type: 'string', allOf: [ref('label'), NOT_RESERVED] },
  label: named(NAME, FORM),
  property: noneOf([PROTOTYPE], 'No JSON with such a key is taken: choose another name'),
  /** In a loop an id may hold a `${…}`. */
  id: { type: 'string', allOf: [orTemplate(NAME.source, FORM), NOT_RESERVED] },
  /** Anything, with `${…}` in its texts. */
  value: {
    type: ANYTHING,
    items: ref('value'),
    propertyNames: ref('text'),
    additionalProperties: ref('value'),
  },
  /** Anything, without. */
  data: {
    type: ANYTHING,
    ...when({ type: 'string' }, ref('text')),
    items: ref('data'),
    propertyNames: ref('text'),
    additionalProperties: ref('data'),
  },
};

/** A map of names and values. */
export const VALUES: Schema = {
  type: 'object',
  errorMessage: 'Write a map: names, and the value of each',
  propertyNames: ref('text'),
  additionalProperties: ref('value'),
};
