/** What is known of an expression without its values. */
import type { Json } from '../model.ts';
import type { Call, Expression } from './ast.ts';
import { FUNCTIONS } from './functions.ts';
import { KINDS, type Kind } from './kinds.ts';

/** The value of a literal, also of a negative number. */
export function constantOf(expression: Expression): Json | undefined {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind !== 'unary' || expression.operator !== '-') return undefined;
  const value = constantOf(expression.operand);
  return typeof value === 'number' ? 0 - value : undefined;
}

/** Stand for arguments that are not known. None is refused by itself, so that what fails with them does so for a constant. */
const STAND_INS: Readonly<Partial<Record<Kind, Json>>> = { text: 'a', number: 1 };

/** What the function says to its constants, whatever its other arguments are. */
export function refusalOf(call: Call): string | undefined {
  const { kinds, run } = FUNCTIONS[call.function];
  const constants = call.arguments.map(constantOf);
  if (constants.every((value) => value === undefined)) return undefined;
  const values: Json[] = [];
  for (const [index, constant] of constants.entries()) {
    const kind = kinds[index] ?? 'any';
    const value = constant ?? STAND_INS[kind];
    if (value === undefined || value === null || !KINDS[kind].accepts(value)) return undefined;
    values.push(value);
  }
  let refusal: string | undefined;
  const fail = (message: string): Error => {
    refusal = message;
    return new Error(message);
  };
  try {
    run(values, fail);
  } catch (error) {
    if (refusal === undefined) throw error;
  }
  return refusal;
}
