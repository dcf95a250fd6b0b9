/** `outputs` of a step: the names that its result has at least. */
import type { Name, ValueType } from '../model.ts';
import { didYouMean, respell } from '../suggest.ts';
import { ANY, alternatives, nullable, propertyNames, propertyType, unionOf } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { shapeAlone } from './results.ts';

/** Of a result of which nothing else is known. */
export function openObject(outputs: readonly Name[]): ValueType {
  if (outputs.length === 0) return ANY;
  const names = outputs.map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, ANY])), required: names };
}

/** The type in which the named properties are there, if as null; reports those that cannot be. */
export function withOutputs(type: ValueType, outputs: readonly Name[], say: string, analysis: Analysis): ValueType {
  const added: string[] = [];
  for (const { name, range } of outputs) {
    const found = propertyType(type, name);
    if (found && !found.certain) added.push(name);
    if (found) continue;
    const names = propertyNames(type);
    const all = names.map((each) => `\`${each}\``).join(', ');
    const hint = didYouMean(name, names, names.length > 0 ? `There are ${all}` : 'There are none');
    const isNamed = (meant: string) => outputs.some((other) => other.name === meant);
    const fix = respell(name, range, names);
    analysis.report(
      'FL1305',
      range,
      `${say} no \`${name}\``,
      hint,
      fix?.some(({ text }) => isNamed(text)) ? undefined : fix,
    );
  }
  return added.length === 0 ? type : unionOf(alternatives(type).map((one) => filled(one, added)));
}

/** What is no object stays as it is: a result of null becomes an object of nulls. */
function filled(type: ValueType, names: readonly string[]): ValueType {
  if (type.type !== 'object' && type.type !== 'null') return type;
  const properties: Record<string, ValueType> = { ...type.properties };
  for (const name of names) {
    if (type.required?.includes(name)) continue;
    properties[name] = nullable(propertyType({ ...type, type: 'object' }, name)?.type ?? { type: 'null' });
  }
  const required = [...new Set([...(type.required ?? []), ...names])];
  return { ...shapeAlone(type), type: 'object', properties, required };
}
