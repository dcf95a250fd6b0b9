/** The tasks that the cases with tasks are checked against. */
import type { CheckOptions } from '../../src/language/check-flow.ts';
import type { TaskSignature } from '../../src/language/flow-types.ts';

const CHARGE: TaskSignature = {
  implemented: true,
  input: {
    type: 'object',
    properties: {
      amount: { type: 'number' },
      currency: { type: 'string' },
      customer: {
        type: 'object',
        properties: { name: { type: 'string' }, street: { type: 'string' } },
        required: ['name'],
        additionalProperties: false,
      },
    },
    required: ['amount'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { receipt: { type: 'number' } },
    required: ['receipt'],
    additionalProperties: false,
  },
};

/** As zod describes an object that leaves out what it does not know. */
const SEND: TaskSignature = {
  implemented: true,
  input: { type: 'object', properties: { to: { type: 'string' }, urgent: { type: 'boolean' } }, required: ['to'] },
};

const TASKS = new Map([
  ['Charge', CHARGE],
  ['Send', SEND],
]);

export const KNOWN_TASKS = { tasks: TASKS, requireTasks: true } satisfies CheckOptions;
