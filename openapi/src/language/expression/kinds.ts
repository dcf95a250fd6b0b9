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
