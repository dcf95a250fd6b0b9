/** FL1506: does a value fit what is declared of it. Only what can never fit is an error; null that may be is a warning. */
import { valueMisfit } from '../json-schema.ts';
import type { MapValue, Range, Value, ValueType } from '../model.ts';
import { didYouMean, listOfFew, respell } from '../suggest.ts';
import { canEqual, describeType, selfContained } from '../value-type.ts';
import { isBrokenValue } from './expressions.ts';
import type { Fitting } from './fitting.ts';
import { checkNull } from './null-fit.ts';

const HINT = 'Write a value that fits, or change what is declared';

/** Names a value in a message: `path` is `customer.name` or `items[0]`, empty for the whole. */
export type Say = (path: string) => string;

/** Reports where the value, or what is inside of it, can never fit what is declared. */
export function checkFit(value: Value, declared: ValueType, path: string, say: Say, fitting: Fitting): void {
  const schema = selfContained(declared);
  if (value.kind === 'literal') {
    const misfit = valueMisfit(schema, value.value);
    if (misfit !== undefined)
      fitting.report('FL1506', value.range, `${say(path + fromPointer(misfit.pointer))} ${misfit.message}`, HINT);
  } else if (value.kind === 'map' && schema.type === 'object') {
    checkEntries(value, schema, path, say, value.range, fitting);
  } else if (value.kind === 'list' && schema.type === 'array') {
    for (const [index, item] of value.items.entries())
      checkFit(item, schema.items ?? {}, `${path}[${index}]`, say, fitting);
  } else if (!isBrokenValue(value)) {
    const type = fitting.typeOf(value);
    if (canEqual(type, schema)) {
      checkNull(value, type, schema, uncapital(say(path)), fitting);
      return;
    }
    const message = `${say(path)} must be ${describeType(schema)}, but this is ${describeType(type)}${sameWord(type, schema)}`;
    fitting.report('FL1506', value.range, message, HINT);
  }
}

/** The entries of a map against a schema with properties; `missingAt` is where an absent one is shown. */
export function checkEntries(
  map: MapValue,
  declared: ValueType,
  path: string,
  say: Say,
  missingAt: Range,
  fitting: Fitting,
): void {
  const schema = selfContained(declared);
  const properties = schema.properties ?? {};
  const misspelt: string[] = [];
  const inside = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const { key, keyRange, value } of map.entries) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const rest = schema['patternProperties'] === undefined ? schema.additionalProperties : undefined;
    if (property !== undefined) checkFit(value, property, inside(key), say, fitting);
    else if (typeof rest === 'object') checkFit(value, rest, inside(key), say, fitting);
    else if (rest === false) {
      misspelt.push(key);
      const names = Object.keys(properties);
      const all = names.length > 0 ? listOfFew('There are', names, 'Write one that is declared') : 'There are none';
      const hint = didYouMean(key, names, all);
      const fix = respell(key, keyRange, names);
      const isFree = fix?.every(({ text }) => map.entries.every((entry) => entry.key !== text));
      fitting.report('FL1506', keyRange, `${say(inside(key))} does not exist`, hint, isFree ? fix : undefined);
    }
  }
  if (map.isPartial) return;
  const given = new Set(map.entries.map((entry) => entry.key));
  for (const name of (schema.required ?? []).filter((each) => !given.has(each))) {
    // The misspelt key was reported, and says it all.
    if (misspelt.some((key) => didYouMean(key, [name]) !== undefined)) continue;
    fitting.report('FL1506', missingAt, `${say(inside(name))} is missing`, `Add \`${name}: …\``);
  }
}

function fromPointer(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('');
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function sameWord(type: ValueType, schema: ValueType): string {
  return describeType(type) === describeType(schema) ? ' with other values' : '';
}
