/** Keywords, and a format, that ajv does not judge as we need them. */
import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { isMultipleOf } from './decimals.ts';
import { unique } from './expression/function-bodies.ts';
import type { Json } from './model.ts';

/** Its own compares each list or object with each other one, which of a list that fits into a request takes hours. */
const UNIQUE_ITEMS: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  validate: (wanted: boolean, list: readonly Json[]): boolean => !wanted || unique(list).length === list.length,
  error: { message: 'must not have an item twice' },
};

/** Its own divides in binary, where 19.99 is no multiple of 0.01, and takes no number from 1e21 on for a whole one. */
const MULTIPLE_OF: FuncKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  validate: judgeMultiple,
};

export function withOurKeywords(ajv: Ajv2020): Ajv2020 {
  for (const definition of [UNIQUE_ITEMS, MULTIPLE_OF])
    ajv.removeKeyword(String(definition.keyword)).addKeyword(definition);
  return ajv.addFormat('url', isUrl);
}

const URL_PARTS = /^((?:https?|ftp):\/\/)(?:[^\s/]+@)?([^\s/:@]+)(?::\d{2,5})?(?:\/\S*)?$/i;

/** Its own looks for the end of a user's name at each colon anew: that of one text which fits into a request takes an hour. */
function isUrl(text: string): boolean {
  const [, scheme, host] = URL_PARTS.exec(text) ?? [];
  const { url } = fullFormats;
  return host !== undefined && url instanceof RegExp && url.test(scheme + host);
}

/** Its message is plain text, since ajv's pieces of code are not known to another copy of ajv. */
function judgeMultiple(step: number, value: number): boolean {
  const judge: SchemaValidateFunction = judgeMultiple;
  judge.errors = [{ keyword: 'multipleOf', message: `must be multiple of ${step}`, params: { multipleOf: step } }];
  return isMultipleOf(value, step);
}
