/** Inputs and outputs, and the types that they are declared with. */
import type { Json } from '../model.ts';
import { CONSTRAINTS, DEFINITION_KEYS, FITTING, TYPE_KEYS, TYPE_NAMES, TYPES } from '../parse-definition.ts';
import { INPUT_KEYS } from '../parse-inputs.ts';
import { OUTPUT_KEYS } from '../parse-outputs.ts';
import { keyword, schemaKey } from './keywords.ts';
import {
  ANY_VALUE,
  about,
  choose,
  forbid,
  has,
  insert,
  like,
  mapOf,
  onlyMaps,
  ref,
  rules,
  type Schema,
  when,
} from './schema.ts';
import { FLAG, INPUT_NAME, LABEL, PLAIN, REFERABLE, TEMPLATE } from './texts.ts';

const DATA = like('data');
const TYPE: Schema = { type: 'string', enum: TYPE_NAMES };
/** It has no name of its own, so that it is never missing. */
const ELEMENT: Schema = {
  type: 'object',
  allOf: [ref('definition'), rules({ required: { type: 'array' } })],
};

/** What each constraint takes beside a type: definitions stand where JSON Schema has schemas. */
const CONSTRAINT_PROPERTIES: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(CONSTRAINTS.map((name) => [name, keyword(name)])),
  pattern: { ...keyword('pattern'), allOf: [PLAIN] },
  items: { ...about('The type of each item.'), examples: [{ type: 'string' }], ...ELEMENT },
  properties: {
    ...about('The properties of the object: their names, and the type of each.'),
    examples: [{ street: { type: 'string' } }],
    type: 'object',
    propertyNames: { allOf: [PLAIN, ref('property')] },
    additionalProperties: ref('definition'),
  },
  additionalProperties: {
    ...about('The type of all other properties, or `false` for none.'),
    examples: [false],
    type: ['boolean', 'object'],
    ...when({ type: 'object' }, ELEMENT),
  },
};

/** Their values are told by `typed`, which knows the type; here they are known, and proposed by nobody. */
const HIDDEN = Object.fromEntries(
  CONSTRAINTS.map((name) => [name, { description: keyword(name)['description'] ?? '', doNotSuggest: true }]),
);

const COMMON: Readonly<Record<string, Schema>> = {
  type: { ...about('The type of the value.'), examples: ['string', 'integer'], ...TYPE },
  enum: { ...keyword('enum'), items: DATA },
  const: { ...keyword('const'), ...ANY_VALUE, ...DATA },
  nullable: { ...about('The value may be null.'), default: false, ...FLAG },
  default: {
    ...about('The value that stands in for one that is not given. With a default nothing is required.'),
    ...ANY_VALUE,
    ...DATA,
  },
  description: { ...about('What the value means. It is shown in the API.'), ...PLAIN },
  example: { ...about('A value that shows what is meant. It is shown in the API.'), ...ANY_VALUE, ...DATA },
  sensitive: {
    ...about('The value is shown as `"***"` in events, records, logs and errors.'),
    default: false,
    ...FLAG,
  },
  ...HIDDEN,
};

const REQUIRED = about('`false`: it may be left out. Of an object also a list: its properties that must be there.');

const INPUT = mapOf(INPUT_KEYS.keys, {
  ...COMMON,
  name: {
    ...about('The name, as callers send it and as `${inputs.name}` reads it.'),
    examples: ['order_id'],
    ...INPUT_NAME,
  },
  required: { ...REQUIRED, default: true, ...insert(false), type: ['boolean', 'array'], items: PLAIN },
  schema: schemaKey('A whole JSON Schema (2020-12), in place of `type` and its keywords.'),
});

const DEFINITION = mapOf(DEFINITION_KEYS, {
  ...COMMON,
  required: {
    ...about('`true`: the property must be there. Of an object also a list: its properties that must be there.'),
    default: false,
    ...insert(true),
    type: ['boolean', 'array'],
    items: PLAIN,
  },
});

const FLAGGED = { type: 'object', properties: { required: { const: true } }, required: ['required'] } as const;
const HAS_DEFAULT: Schema = {
  type: 'object',
  anyOf: [
    { required: ['default'] },
    { properties: { schema: { type: 'object', required: ['default'] } }, required: ['schema'] },
  ],
};
const NOT_BOTH = forbid(
  { type: 'object', allOf: [FLAGGED, HAS_DEFAULT] },
  ['required'],
  'An input with a default is never required',
);

/** Beside a whole schema stands nothing that speaks of the type. */
const BESIDE_SCHEMA: Schema = {
  allOf: [
    forbid({ type: 'object' }, TYPE_KEYS, 'schema says all of the type: move this into it'),
    rules({ required: FLAG }),
  ],
};

/** A literal of that type, or anything that an expression may give. */
function isOfType(type: string): Schema {
  return { type: 'object', properties: { type: { enum: spellings(type) } }, required: ['type'] };
}

function spellings(type: string): readonly string[] {
  return TYPE_NAMES.filter((name) => TYPES[name] === type);
}

/** What the type takes, and what means nothing for it. */
function typeRules(type: string): Schema {
  const fitting = FITTING[type] ?? [];
  const list = fitting.length === 0 ? 'no keywords' : fitting.join(', ');
  const misplaced = CONSTRAINTS.filter((name) => !fitting.includes(name));
  return {
    type: 'object',
    properties: {
      ...constraints(fitting),
      ...Object.fromEntries(misplaced.map((name) => [name, false])),
    },
    errorMessage: `This means nothing for the type ${type}, which can have ${list}`,
    allOf: [
      when(
        { type: 'object', properties: { nullable: { const: true } }, required: ['nullable'] },
        valuesOf([type, 'null']),
        valuesOf(type),
      ),
      ...(type === 'object' ? [] : [rules({ required: FLAG })]),
    ],
  };
}

function valuesOf(type: Json): Schema {
  return rules({ default: { type }, const: { type }, enum: { type: 'array', items: { type } } });
}

function constraints(names: readonly string[]): Readonly<Record<string, Schema>> {
  return Object.fromEntries(names.map((name) => [name, ref(`constraints/properties/${name}`)]));
}

const ANY_TYPE: Schema = { type: 'object', properties: constraints(CONSTRAINTS) };

const OUTPUT = mapOf(OUTPUT_KEYS.keys, {
  name: { ...about('The name of the output.'), examples: ['total'], ...LABEL },
  value: {
    ...about('The value: a literal, one `${…}`, a text with several, or a map or list of them.'),
    examples: ['${price.total}'],
    ...like('value'),
  },
  type: { ...about('The type of the value. Without it, it is inferred from the expression.'), ...TYPE },
  schema: schemaKey('A whole JSON Schema (2020-12) of the value, in place of `type`.'),
  description: { ...about('What the output means. It is shown in the API.'), ...PLAIN },
});

/** An output whose values are of one type, by `type` or by its schema's. */
function hasType(type: string): Schema {
  const schema = { type: 'object', properties: { type: { const: type } }, required: ['type'] };
  const bySchema = { type: 'object', properties: { schema }, required: ['schema'] };
  return { anyOf: [isOfType(type), bySchema] };
}

const OUTPUT_RULES: readonly Schema[] = [
  forbid(has('schema'), ['type'], 'schema says all of the type: keep one of them'),
  ...Object.keys(FITTING).map((type) =>
    when(hasType(type), rules({ value: when({ type: 'string' }, type === 'string' ? {} : TEMPLATE, { type }) })),
  ),
];

const NO_VALUE = 'An output is a name with a value, or the name of a step alone';

export const DEFINITION_DEFINITIONS: Readonly<Record<string, Schema>> = {
  typed: choose(
    Object.keys(FITTING).map((type) => [isOfType(type), typeRules(type)] as const),
    ANY_TYPE,
  ),
  constraints: { type: 'object', properties: CONSTRAINT_PROPERTIES },
  definition: onlyMaps({ ...DEFINITION, ...like('typed') }, 'Write {type: string}, or another type'),
  input: onlyMaps(
    {
      ...INPUT,
      required: ['name'],
      allOf: [
        choose(
          [
            [has('schema'), BESIDE_SCHEMA],
            [has('type'), ref('typed')],
          ],
          has('type'),
        ),
        NOT_BOTH,
      ],
    },
    'Write the name of the input, and its type',
  ),
  output: when(
    { type: 'string' },
    REFERABLE,
    onlyMaps({ ...OUTPUT, required: ['name', 'value'], allOf: OUTPUT_RULES }, NO_VALUE),
  ),
};
