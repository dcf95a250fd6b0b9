/** What the functions take. */
import type { Json, JsonType } from '../model.ts';
import { isList, isObject, type JsonObject } from './json-value.ts';

/** What a function gets of each kind. */
export interface KindValues {
  readonly any: Json;
  readonly text: string;
  readonly number: number;
  readonly list: readonly Json[];
  readonly object: JsonObject;
  readonly sized: string | readonly Json[] | JsonObject;
  readonly scalar: string | number | boolean;
}

/** Makes the error of a call; the message goes on from the function's name. */
export type Fail = (message: string) => Error;

export type Kind = keyof KindValues;

interface KindDefinition {
  readonly types: readonly JsonType[];
  readonly description: string;
  readonly accepts: (value: Json) => boolean;
}

const EVERY_TYPE: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

export const KINDS: Readonly<Record<Kind, KindDefinition>> = {
  any: { types: EVERY_TYPE, description: 'a value', accepts: () => true },
  text: { types: ['string'], description: 'a text', accepts: (value) => typeof value === 'string' },
  number: { types: ['integer', 'number'], description: 'a number', accepts: (value) => typeof value === 'number' },
  list: { types: ['array'], description: 'a list', accepts: isList },
  object: { types: ['object'], description: 'an object', accepts: isObject },
  sized: {
    types: ['string', 'array', 'object'],
    description: 'a text, a list or an object',
    accepts: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  },
  scalar: {
    types: ['string', 'integer', 'number', 'boolean'],
    description: 'a text, a number or a boolean',
    accepts: (value) => value !== null && typeof value !== 'object',
  },
};

/** What a function asks of the items of its list, beside that it is one. */
export interface ItemsDefinition {
  readonly description: string;
  readonly types: readonly JsonType[];
  /** Numbers and texts do not go together. */
  readonly alike: boolean;
  /** What to do about items that are none of these. */
  readonly hint: string;
}

export type Items = keyof typeof ITEMS;

export const ITEMS = {
  present: {
    description: 'a list without null',
    types: EVERY_TYPE.filter((type) => type !== 'null'),
    alike: false,
    hint: 'Let a task leave out the items that are null',
  },
  numbers: {
    description: 'a list of numbers',
    types: ['integer', 'number'],
    alike: false,
    hint: 'No function makes a number of each item: let a task return the list of numbers, or the sum',
  },
  comparable: {
    description: 'numbers only or texts only',
    types: ['integer', 'number', 'string'],
    alike: true,
    hint: 'Only numbers and texts have an order: let a task compare the rest by what is in it',
  },
} as const satisfies Readonly<Record<string, ItemsDefinition>>;
