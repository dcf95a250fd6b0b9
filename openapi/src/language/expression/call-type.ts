/** The type of what a function gives, and whether it can take what it is given. */
import type { Report } from '../diagnostics.ts';
import type { ValueType } from '../model.ts';
import { ANY, describeType, itemType, typesOf, withoutNull } from '../value-type.ts';
import type { Call, ListExpression } from './ast.ts';
import { refusalOf } from './constants.ts';
import { FUNCTIONS } from './functions.ts';
import { ITEMS, type ItemsDefinition, KINDS } from './kinds.ts';
import { pathOf } from './narrowing.ts';
import { checkMember, type Demand, demand, mayBe, type Operand } from './operand-types.ts';

const OTHER_CONSTANT = 'Write another value';
const NULL_ITEMS_HINT = 'Declare items that are not null, or let a task leave these out';
const MIXED_HINT = 'Make texts of all with `string`, or numbers with `int` or `float`';

/** The types of the items of a list that is written out. */
type ItemTypes = (list: ListExpression) => readonly ValueType[];

/** Reports arguments that do not fit; then nothing is known of the result. */
export function callType(call: Call, operands: readonly Operand[], typesIn: ItemTypes, report: Report): ValueType {
  const { nullable, type } = FUNCTIONS[call.function];
  const fits = nullable || (checkArguments(call, operands, report) && checkInside(call, operands, typesIn, report));
  return fits ? type(operands.map((one) => one.type)) : ANY;
}

function checkArguments(call: Call, operands: readonly Operand[], report: Report): boolean {
  const { kinds, maxArguments } = FUNCTIONS[call.function];
  const isList = maxArguments === Number.POSITIVE_INFINITY && operands.length === 1;
  let fits = true;
  for (const [index, operand] of operands.entries()) {
    const kind = KINDS[isList ? 'list' : (kinds[Math.min(index, kinds.length - 1)] ?? 'any')];
    const wanted = {
      by: `\`${call.function}\``,
      needs: isList ? 'a list, or two and more values' : kind.description,
      types: kind.types.filter((each) => each !== 'null'),
    };
    fits = demand(wanted, operand, operands.length === 1 ? 'it' : `argument ${index + 1}`, report) && fits;
  }
  return fits;
}

/** What each argument has inside, how they go together, and what the function refuses of their very values. */
function checkInside(call: Call, operands: readonly Operand[], typesIn: ItemTypes, report: Report): boolean {
  const { items } = FUNCTIONS[call.function];
  const [first, second] = operands;
  if (items !== undefined) return checkItems(call, ITEMS[items], itemsOf(call, operands, typesIn), report);
  const by = `\`${call.function}\``;
  if (call.function === 'contains' && first !== undefined && second !== undefined) {
    const search = { by, range: call.range, where: 'argument 2', always: 'never true' };
    return checkMember(search, { ...second, type: withoutNull(second.type) }, first.type, report);
  }
  const refusal = refusalOf(call);
  if (refusal !== undefined) report('FL1501', call.range, `${by} ${refusal}`, OTHER_CONSTANT);
  return refusal === undefined;
}

/** One item, or what is known of all items of a list. */
interface Part extends Operand {
  readonly where: string;
  readonly isOneOfAll?: boolean;
}

function itemsOf(call: Call, operands: readonly Operand[], typesIn: ItemTypes): readonly Part[] {
  const [first] = operands;
  if (first === undefined) return [];
  // That an argument may be null has been said.
  if (FUNCTIONS[call.function].maxArguments === Number.POSITIVE_INFINITY && operands.length > 1)
    return operands.map((one, index) => ({ ...one, type: withoutNull(one.type), where: `argument ${index + 1}` }));
  const { expression, type } = first;
  if (expression.kind !== 'list') {
    const path = pathOf(expression);
    const where = path === undefined ? 'an item' : `an item of \`${path}\``;
    // Of the list itself the path is said, and it is not the list that is null.
    const whole = { kind: 'list', items: [], range: expression.range } as const;
    return [{ expression: whole, type: itemType(type), where, isOneOfAll: true }];
  }
  const types = typesIn(expression);
  return expression.items.map((item, index) => {
    return { expression: item, type: types[index] ?? ANY, where: `item ${index}` };
  });
}

function checkItems(call: Call, asked: ItemsDefinition, parts: readonly Part[], report: Report): boolean {
  const by = `\`${call.function}\``;
  const wanted: Demand = { by, needs: asked.description, types: asked.types };
  const ofAll: Demand = { ...wanted, hint: asked.hint, otherwise: NULL_ITEMS_HINT };
  // Of a long list one mistake says enough.
  const fits = parts.every((part) =>
    demand(part.isOneOfAll || !isScalar(part) ? ofAll : wanted, part, part.where, report),
  );
  return fits && (!asked.alike || checkAlike(by, asked.description, parts, report));
}

function checkAlike(by: string, needs: string, parts: readonly Part[], report: Report): boolean {
  const number = parts.find(({ type }) => isKnown(type) && !mayBe(type, ['string']));
  const text = parts.find(({ type }) => isKnown(type) && !mayBe(type, ['integer', 'number']));
  if (number === undefined || text === undefined) return true;
  const [one, other] = parts.indexOf(number) < parts.indexOf(text) ? [number, text] : [text, number];
  const both = `${one.where} is ${describeType(one.type)} and ${other.where} ${describeType(other.type)}`;
  report('FL1501', other.expression.range, `${by} needs ${needs}, but ${both}`, MIXED_HINT);
  return false;
}

function isKnown(type: ValueType): boolean {
  return typesOf(type) !== undefined;
}

/** A function converts it; of the others nothing in the language makes a number or a text to be compared. */
function isScalar({ type }: Operand): boolean {
  return mayBe(type, ['string', 'integer', 'number', 'boolean']);
}
