/**
 * What the checker finds in readable YAML, and a JSON Schema cannot say. All other errors a schema must find too; so a new code of the checker
 * is either expressed in the schema, or listed here with the reason.
 */
import type { DiagnosticCode } from '../../src/language/diagnostics.ts';

interface Limit {
  /** Diagnostics of the code with these messages; all of them without it. */
  readonly messages?: RegExp;
  readonly because: string;
}

const EXPRESSION: Limit = { because: 'To a schema an expression is a text' };
const NAMES: Limit = { because: 'A schema cannot follow a name to what it stands for' };
const TYPES: Limit = { because: 'A schema cannot infer the type of an expression' };
const OUTSIDE: Limit = { because: 'A schema sees one file, and knows no tasks' };

/** How a message ends that asks for nothing but a type. */
const IS_OF_TYPE = 'must be (null|boolean|integer|number|string|array|object)( or null)?$';

export const LIMITS: Partial<Record<DiagnosticCode, Limit>> = {
  FL1106: {
    messages: /^(?!There is another (output of this step|dependency) )/,
    because: 'A schema compares whole items of one list, not a name in them, and no two lists',
  },
  FL1108: {
    messages: /stands in `retry_on` too$|one in the schema$/,
    because: 'A schema can neither compare two lists nor read what another schema holds',
  },
  FL1109: {
    messages:
      /exponential time$|^No value satisfies |^There is no property |^`max_delay` is less than |no time of ISO 8601/,
    because: 'A schema cannot compare two numbers, look for a name in another list, read a pattern or a calendar',
  },
  FL1111: { because: 'Which parts a version runs is no part of the language' },
  ...{ FL1201: EXPRESSION, FL1202: EXPRESSION, FL1203: EXPRESSION, FL1204: EXPRESSION, FL1206: EXPRESSION },
  ...{ FL1301: NAMES, FL1302: NAMES, FL1303: NAMES, FL1305: NAMES, FL1404: NAMES },
  FL1501: TYPES,
  FL1504: {
    messages: new RegExp(`^(?!The default ${IS_OF_TYPE})`),
    because: 'A schema cannot take its keywords from the text; only the types are written out in it',
  },
  FL1505: {
    messages: /^(There is nothing at |This schema refers to itself|The references of this schema)/,
    because: 'A schema cannot follow a reference that stands in the text',
  },
  FL1506: {
    messages: new RegExp(`^(?!(The output \`\\w+\`|.* does not fit the rest of the definition: it) ${IS_OF_TYPE})`),
    because:
      'The types of expressions and of tasks are not known to a schema, and it cannot take keywords from the text',
  },
  ...{
    FL1601: OUTSIDE,
    FL1602: OUTSIDE,
    FL1604: OUTSIDE,
    FL1605: OUTSIDE,
    FL1606: OUTSIDE,
    FL1607: OUTSIDE,
    FL1608: OUTSIDE,
  },
};

/** Whether a JSON Schema can say it. */
export function isExpressible(code: DiagnosticCode, message: string): boolean {
  const limit = LIMITS[code];
  return limit === undefined || (limit.messages !== undefined && !limit.messages.test(message));
}
