/** FL1506: does a value fit what is declared of it. Only what can never fit is reported. */
import type { Report } from '../diagnostics.ts';
import { valueMisfit } from '../json-schema.ts';
import type { MapValue, Range, Value, ValueType } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { canEqual, describeType, selfContained } from '../value-type.ts';
import { isBrokenValue } from './expressions.ts';

/** What a value is compared with. */
export interface Fitting {
  readonly typeOf: (value: Value) => ValueType;
  readonly report: Report;
}

/** `subject` names the value: "the input `amount` of `ChargeCard`". */
export function checkFit(value: Value, declared: ValueType, subject: string, fitting: Fitting): void {
  const schema = selfContained(declared);
  if (value.kind === 'literal') {
    const misfit = valueMisfit(schema, value.value);
    if (misfit === undefined) return;
    const where = misfit.pointer === '' ? subject : `${subject}, at \`${misfit.pointer}\`,`;
    fitting.report('FL1506', value.range, `${where} ${misfit.message}`);
  } else if (value.kind === 'map' && schema.type === 'object') {
    checkEntries(value, schema, subject, value.range, fitting);
  } else if (value.kind === 'list' && schema.type === 'array') {
    for (const [index, item] of value.items.entries())
      checkFit(item, schema.items ?? {}, `${subject}, at \`/${index}\`,`, fitting);
  } else if (!isBrokenValue(value)) {
    const type = fitting.typeOf(value);
    if (!canEqual(type, schema)) {
      fitting.report(
        'FL1506',
        value.range,
        `${subject} must be ${describeType(schema)}, but this is ${describeType(type)}${sameWord(type, schema)}`,
      );
    }
  }
}

/** The entries of a map against a schema with properties; `missingAt` is where an absent one is shown. */
export function checkEntries(
  map: MapValue,
  declared: ValueType,
  subject: string,
  missingAt: Range,
  fitting: Fitting,
): void {
  const schema = selfContained(declared);
  const properties = schema.properties ?? {};
  const names = Object.keys(properties);
  for (const { key, keyRange, value } of map.entries) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const name = `${subject} \`${key}\``;
    if (property !== undefined) checkFit(value, property, name, fitting);
    else if (typeof schema.additionalProperties === 'object')
      checkFit(value, schema.additionalProperties, name, fitting);
    else if (schema.additionalProperties === false && schema['patternProperties'] === undefined) {
      const all = names.length > 0 ? `There are ${names.map((each) => `\`${each}\``).join(', ')}` : 'There are none';
      fitting.report('FL1506', keyRange, `${subject} \`${key}\` does not exist`, didYouMean(key, names, all));
    }
  }
  const given = new Set(map.entries.map((entry) => entry.key));
  for (const name of schema.required ?? []) {
    if (!given.has(name))
      fitting.report('FL1506', missingAt, `${subject} \`${name}\` is missing`, `Add \`${name}: …\``);
  }
}

function sameWord(type: ValueType, schema: ValueType): string {
  return describeType(type) === describeType(schema) ? ' with other values' : '';
}
