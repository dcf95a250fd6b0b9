import type { Report } from '../diagnostics.ts';
import type { Condition, JsonType, Range, Value, ValueType } from '../model.ts';
import { didYouMean, listOfFew, respell } from '../suggest.ts';
import {
  ANY,
  BOOLEAN,
  describeType,
  indexedType,
  listOf,
  literalType,
  NULL,
  propertyNames,
  propertyType,
  STRING,
  shapeOf,
  typesOf,
  union,
  unionOf,
  withoutNull,
} from '../value-type.ts';
import type { Call, Choice, Expression, Index, ListExpression, Logical, Property, Unary } from './ast.ts';
import { callType } from './call-type.ts';
import { onlyMeant } from './closest.ts';
import { FUNCTIONS, numberType, otherwiseType } from './functions.ts';
import { alsoKnown, type KnownPaths, knownGiven, knownWhenCondition, NOTHING_KNOWN, pathOf } from './narrowing.ts';
import { A_NUMBER, binaryType, demand, isOnly, mayFail } from './operand-types.ts';

/** Of more names none is compared: an object of thousands is data, and no declaration. */
const MOST_COMPARED = 500;

/** Told of each place that may fail when the expression is evaluated, with what is known there. */
export type OnRisk = (known: KnownPaths) => void;

const NO_RISK: OnRisk = () => undefined;

/** Of a root; `any` for a name that does not exist, which is reported elsewhere. */
export type TypeOf = (name: string) => ValueType;

/**
 * The type of what an expression gives, if it gives anything; at least as wide as the truth. Reports what is certain to
 * fail (FL1305, FL1501), comparisons that are never true (FL1502) and null where it fails (FL1503).
 *
 * @param known paths that the conditions around the expression have shown not to be null
 */
export function inferType(
  expression: Expression,
  typeOf: TypeOf,
  report: Report,
  known: KnownPaths = NOTHING_KNOWN,
  onRisk: OnRisk = NO_RISK,
): ValueType {
  return new Inference(typeOf, report, onRisk).infer(expression, known);
}

/** The same of a value that may hold expressions: lists and maps have the exact shape of what is written. */
export function inferValue(value: Value, typeOf: TypeOf, report: Report, known: KnownPaths = NOTHING_KNOWN): ValueType {
  const infer = (expression: Expression) => inferType(expression, typeOf, report, known);
  switch (value.kind) {
    case 'literal':
      return literalType(value.value);
    case 'expression':
      return infer(value.expression);
    case 'text':
      for (const part of value.parts) if (typeof part !== 'string') infer(part);
      return STRING;
    case 'list':
      return listType(value.items.map((item) => inferValue(item, typeOf, report, known)));
    case 'map':
      return shapeOf(value.entries.map((entry) => [entry.key, inferValue(entry.value, typeOf, report, known)]));
  }
}

/** Checks a condition; what an earlier one of a group shows is known in the later ones. */
export function inferCondition(
  condition: Condition,
  typeOf: TypeOf,
  report: Report,
  known: KnownPaths = NOTHING_KNOWN,
  onRisk: OnRisk = NO_RISK,
): void {
  if (condition.kind === 'test') {
    inferType(condition.expression, typeOf, report, known, onRisk);
    return;
  }
  if (condition.kind === 'not') {
    inferCondition(condition.condition, typeOf, report, known, onRisk);
    return;
  }
  const shown = new Set<string>();
  for (const one of condition.conditions) {
    inferCondition(one, typeOf, report, alsoKnown(known, shown), onRisk);
    for (const path of knownWhenCondition(condition.kind === 'all', one)) shown.add(path);
  }
}

function listType(items: readonly ValueType[]): ValueType {
  return items.length === 0 ? literalType([]) : listOf(unionOf(items));
}

class Inference {
  readonly #typeOf: TypeOf;
  readonly #report: Report;
  readonly #onRisk: OnRisk;
  /** Of the lists that are written out: they are more exact than what is known of a list. */
  readonly #items = new Map<ListExpression, readonly ValueType[]>();

  constructor(typeOf: TypeOf, report: Report, onRisk: OnRisk) {
    this.#typeOf = typeOf;
    this.#report = report;
    this.#onRisk = onRisk;
  }

  infer(expression: Expression, known: KnownPaths): ValueType {
    switch (expression.kind) {
      case 'literal':
        return literalType(expression.value);
      case 'list':
        return this.#list(expression, known);
      case 'reference':
        return narrowed(expression, this.#typeOf(expression.name), known);
      case 'property':
        return narrowed(expression, this.#property(expression, known), known);
      case 'index':
        return narrowed(expression, this.#index(expression, known), known);
      case 'unary':
        return this.#unary(expression, known);
      case 'binary': {
        const [left, right] = [expression.left, expression.right].map((one) => ({
          expression: one,
          type: this.infer(one, known),
        }));
        if (!left || !right) return ANY;
        if (mayFail(expression.operator, left.type, right.type)) this.#onRisk(known);
        return binaryType(expression, left, right, this.#report);
      }
      case 'logical':
        return this.#logical(expression, known);
      case 'choice':
        return this.#choice(expression, known);
      case 'call':
        return this.#call(expression, known);
    }
  }

  #list(list: ListExpression, known: KnownPaths): ValueType {
    const types = list.items.map((item) => this.infer(item, known));
    this.#items.set(list, types);
    return listType(types);
  }

  #property({ object, name, nameRange }: Property, known: KnownPaths): ValueType {
    const type = this.infer(object, known);
    const found = propertyType(type, name);
    const names = propertyNames(type);
    const path = pathOf(object);
    const subject = path ? `\`${path}\`` : 'This value';
    if (found) {
      this.#warnOfSlip(subject, name, nameRange, names);
      return found.type;
    }
    if (names.length === 0 && !typesOf(type)?.has('object')) {
      this.#report(
        'FL1305',
        nameRange,
        `${subject} is ${describeType(type)}, which has no property \`${name}\``,
        hintOfLength(type),
      );
      return ANY;
    }
    const declare = 'Read a property that is declared, or declare this one';
    this.#report(
      'FL1305',
      nameRange,
      `${subject} has no property \`${name}\``,
      didYouMean(name, names, names.length > 0 ? listOfFew('It has', names, declare) : declare),
      respell(name, nameRange, names),
    );
    return ANY;
  }

  /** A value that may have more than what is declared of it: only what is a slip of the pen for certain is one. */
  #warnOfSlip(subject: string, name: string, nameRange: Range, names: readonly string[]): void {
    if (names.length === 0 || names.length > MOST_COMPARED || names.includes(name)) return;
    const meant = onlyMeant(name, names);
    if (meant === undefined) return;
    const message = `Nothing declares \`${name}\` of ${subject}, though it has a property that is called nearly so`;
    this.#report('FL1306', nameRange, message, `Did you mean \`${meant}\`?`);
  }

  #index({ object, index }: Index, known: KnownPaths): ValueType {
    const type = this.infer(object, known);
    const key = this.infer(index, known);
    const [holders, keys] = [typesOf(type), typesOf(key)];
    const refuse = (message: string, hint: string) => {
      this.#report('FL1305', index.range, message, hint);
      return ANY;
    };
    const path = pathOf(object);
    const subject = path ? `\`${path}\`` : 'This value';
    if (!hasAny(holders, 'array', 'string', 'object', 'null'))
      return refuse(`${subject} is ${describeType(type)}, which has no items`, 'Remove the brackets');
    const byNumber = hasAny(keys, 'integer', 'number', 'null');
    if (!hasAny(holders, 'object', 'null') && !byNumber)
      return refuse(
        `The items of a list are counted by numbers, but this is ${describeType(key)}`,
        'Write `[0]` for the first, `[-1]` for the last',
      );
    if (!hasAny(holders, 'array', 'string') && holders?.has('object') && !hasAny(keys, 'string', 'null'))
      return refuse(
        `${subject} is an object: its properties have names, but this is ${describeType(key)}`,
        'Write the name of a property',
      );
    return indexedType(type);
  }

  #unary({ operator, operand }: Unary, known: KnownPaths): ValueType {
    const type = this.infer(operand, known);
    if (operator === 'not') return BOOLEAN;
    if (!isOnly(type, A_NUMBER.types)) this.#onRisk(known);
    demand(A_NUMBER, { expression: operand, type }, 'it', this.#report);
    return numberType(type);
  }

  #logical({ operator, left, right }: Logical, known: KnownPaths): ValueType {
    const first = this.infer(left, known);
    if (operator === '??') return otherwiseType(first, this.infer(right, known));
    this.infer(right, knownGiven(known, operator === 'and', left));
    return BOOLEAN;
  }

  #choice({ condition, then, else: otherwise }: Choice, known: KnownPaths): ValueType {
    this.infer(condition, known);
    const first = this.infer(then, knownGiven(known, true, condition));
    return union(first, this.infer(otherwise, knownGiven(known, false, condition)));
  }

  #call(call: Call, known: KnownPaths): ValueType {
    const operands = call.arguments.map((argument) => ({ expression: argument, type: this.infer(argument, known) }));
    if (!FUNCTIONS[call.function].nullable) this.#onRisk(known);
    return callType(call, operands, (list) => this.#items.get(list) ?? [], this.#report);
  }
}

function hintOfLength(type: ValueType): string {
  return propertyType(type, 'length') ? 'It has `length`, and functions for the rest' : 'Read it without the property';
}

function hasAny(types: ReturnType<typeof typesOf>, ...wanted: readonly JsonType[]): boolean {
  return !types || wanted.some((one) => types.has(one));
}

function narrowed(expression: Expression, type: ValueType, known: KnownPaths): ValueType {
  const path = known === NOTHING_KNOWN ? undefined : pathOf(expression);
  return path !== undefined && known.has(path) && type !== NULL ? withoutNull(type) : type;
}
